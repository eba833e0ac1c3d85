"""The files beside the rules, and the world they describe: boards, teams, people, limits."""
