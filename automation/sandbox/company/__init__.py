"""The invented company that the sandbox shows: 56 weeks of its work, and ten weeks to come.

`story.tell(now)` plays one script through both pretend trackers. The same day gives the same
entries, and every day the same keys, because plans count working days from the end of the past
(`days`) and never dates. Five teams with five ways of working:

    Payments    Jira PAY, sprints; code in acme/payments, whose branches name the card
    Logistik    Jira LOG, columns in German
    Storefront  acme/storefront, a project with sub-issues; acme/vault is private
    Mobile      acme/mobile, labels and milestones: the epic is an issue of the type Epic, and the
                description of its milestone says "Part of #<epic>", so that what stands in the
                milestone stands under the epic
    Security    Jira SEC, a queue that others wait for, no epics

Thirty people (`crew`), fourteen live epics and twelve finished ones (`catalogue`), three objectives
in the rule folder, renovate[bot]. Weeks: an offsite in week 22, a re-org in week 31 (Loyalty is
dissolved, LOY-n goes on as PAY-n), the incident of PAY-209 in week 47, frozen days around New Year,
holidays, sprints of two weeks (the last one closes with sixty edits in a minute), releases on
Fridays. Of the weeks to come the first brings news and the second is an offsite.

    situation                                                where
    a watermelon: "On track" over a child that waits         acme/storefront#267, whose #292 says
      for Security since 9 working days                        "Blocked by SEC-40"
    a person set it worse than the signals and was right     LOG-131
    a date passed that had moved twice                       PAY-134
    scope +23 %: 13 and then 3 more                          PAY-171
    two weeks old, nothing finished                          acme/storefront#400
    paused on purpose                                        LOG-99
    reopened after done                                      acme/mobile#201
    recovering: what blocked PAY-200 closed 2 working days   PAY-185, by SEC-39
      before the end
    blocked by a label, serious on the first day to come     acme/mobile#266, by #278
    done and shipped on the first days to come               acme/mobile#242
    no date promised, no objective, a title with             acme/storefront#322
      <script> and emoji, a child's with 200 characters        and its #337
    children in both trackers                                PAY-159
    pull requests without a key                              acme/mobile#9 and 29 more
    dropped is not done: 3 of 14                             LOG-155
    twin titles                                              LOG-155 and acme/mobile#266
    a restricted item                                        acme/vault#13
    work without an objective                                PAY-171, LOG-99, acme/mobile#201
    a key that moved                                         PAY-108, which was LOY-9
    400 pull requests of a bot that are no activity          acme/storefront#3 to #421
    11 customers asked, it is shipped, 4 are told            LOG-105
    an objective delivered in full with a flat measure       obj-delivery: LOG-41, LOG-105,
                                                               acme/storefront#190, acme/mobile#105

Who asked is a label `customer:<name>`, and that they were told is a label `told:<name>` on the same
item, put on by whoever told them: the plainest trace there is.
"""
