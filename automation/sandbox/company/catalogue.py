"""Every epic of the company, the finished ones and the fourteen that are live."""

from automation.sandbox.company import logistics, mobile, payments, storefront
from automation.sandbox.company.plans import Plan


def live() -> tuple[Plan, ...]:
    """The epics that are not done when the past ends."""
    return (
        payments.REFUNDS,
        payments.INSTALMENTS,
        payments.ONE_TAP,
        payments.INVOICES,
        logistics.SAME_DAY,
        logistics.RETURNS,
        logistics.CARRIER,
        storefront.CHECKOUT,
        storefront.SEARCH,
        storefront.VOUCHERS,
        storefront.PRICES,
        mobile.WISH_LIST,
        mobile.RETURNS,
        mobile.OFFLINE,
    )


def finished() -> tuple[Plan, ...]:
    """The epics that were done before the past ends."""
    return (
        payments.FIRST_REFUND,
        payments.WALLETS,
        payments.DECLINED,
        payments.GIFT_CARDS,
        logistics.PICK_LISTS,
        logistics.LABELS,
        logistics.WINDOWS,
        storefront.FAST_PAGES,
        storefront.REVIEWS,
        storefront.DELIVERY_DAY,
        mobile.PASSKEY,
        mobile.NOTICES,
    )


def every() -> tuple[Plan, ...]:
    """All epics, in the order in which they were opened."""
    return tuple(sorted((*finished(), *live()), key=lambda plan: plan.opened))
