"""Phase 4: distributors review their credit contracts; trust in each account moves."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.distributor import (
    AWARE,
    CREDIT,
    PACKAGE,
    PREPAYMENT,
    USES,
    estimated_default,
    reviewed_limit,
    reviewed_mode,
)
from agents.luck import SCORE_NOISE, UPTAKE, normal, uniform
from agents.partner import ACCOUNTS
from agents.partner_money import days_overdue
from model.events import note
from model.market import CREDIT_GRANTED, CREDIT_REFUSED, CREDIT_WITHDRAWN, PARTNERS, POLICY, SCORE
from model.treatment import levers_for

REVIEW_MONTHS = 3
BRIDGE_KEPT = 0.85  # of a rescue's extra limit at each review: gone in about two years
DISCLOSED = 0.8  # of the score's error that goes with full openness and trust


@rule
def disclosure(market, partner, distributor):
    """Part (share) of the error in a distributor's view of a partner that openness takes away (claims S54).

    A member of its community shows its books as far as it trusts and as the distributor is open itself.
    """
    if partner.member != distributor:
        return 0.0
    return DISCLOSED * market.communities[distributor].openness * partner.community_trust


@rule
def learn_of_instruments(market, month, partner, account):
    """An instrument on offer is learned of, then taken up, by contact and by word of peers (claims S45; Rogers).

    A package is tried by who needs it: the more of its jobs a partner's own people leave undone, the sooner.
    """
    settings = market.settings[month]
    for instrument in range(3):
        if account.stage[instrument] == USES:
            continue
        contact = settings.least_contact + (1.0 - settings.least_contact) * account.trust
        if partner.member == account.distributor:
            contact += market.communities[account.distributor].openness + partner.contribution
        chance = REVIEW_MONTHS * settings.contact_rate * contact
        if instrument == PACKAGE:
            if levers_for(market, month, partner, account.distributor).package_depth <= 0.0:
                continue
            if account.stage[PACKAGE] == AWARE:
                chance *= partner.lacking
        slot = 3 * account.distributor + instrument
        if uniform(market.seed, UPTAKE, month, partner.id, slot) < chance:
            account.stage[instrument] += 1


@rule
def overdue_age(account):
    """Months by which the oldest debt on an account is overdue: 0 for none, then 1, 2, 3, 4."""
    for age in range(3, -1, -1):
        if account.overdue[age] > 0.0:
            return age + 1
    return 0


@rule
def review_account(market, month, partner, account):
    """One contract's review: score, mode and limit; the mode of trade changes only here."""
    settings = market.settings[month]
    lever = levers_for(market, month, partner, account.distributor)
    noise = settings.review_noise * normal(market.seed, SCORE_NOISE, month, partner.id, account.distributor)
    noise *= 1.0 - disclosure(market, partner, account.distributor)
    total = partner.cash + partner.receivables + partner.stock
    equity_ratio = partner.equity / total if total > 0.0 else 0.0
    sales = partner.normal_sales
    margin = partner.expected_profit / sales if sales > 0.0 else 0.0
    probability = estimated_default(overdue_age(account), equity_ratio, margin, partner.age, noise, settings)
    account.score = probability
    policy = int(lever.mode)
    mode = reviewed_mode(account.mode, probability, policy, lever.cutoff, partner.age, settings)
    if account.stage[CREDIT] != USES:
        mode = PREPAYMENT  # on offer, but this partner does not know of it or has not taken it up (claims S45)
    cause = POLICY if policy == PREPAYMENT else SCORE
    known = partner.age >= settings.newcomer_months
    if account.mode == PREPAYMENT and mode != PREPAYMENT:
        note(market, month, CREDIT_GRANTED, partner.id, account.distributor, account.limit, cause)
    elif account.mode != PREPAYMENT and mode == PREPAYMENT:
        note(market, month, CREDIT_WITHDRAWN, partner.id, account.distributor, account.limit, cause)
    elif account.mode == PREPAYMENT and policy != PREPAYMENT and known and account.stage[CREDIT] == USES:
        note(market, month, CREDIT_REFUSED, partner.id, account.distributor, 0.0, SCORE)
    account.mode = mode
    account.limit = reviewed_limit(
        mode, account.average_purchases, partner.normal_sales, account.share, lever.limit_months
    )
    account.limit *= 1.0 + account.own_limit
    if mode != PREPAYMENT:
        account.limit += account.bridge
        account.bridge *= BRIDGE_KEPT


@phase
def review_credit(market, month):
    """Each account is reviewed every third month.

    A distributor that turns to prepayment turns at once: contracts end with its policy.
    """
    settings = market.settings[month]
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        for place in range(ACCOUNTS):
            account = market.accounts[row, place]
            if account.distributor < 0:
                continue
            late = overdue_age(account)
            if late >= 2:
                account.trust = max(account.loyalty, settings.trust_kept * account.trust)
            elif late == 0 and account.average_purchases > 0.0:
                reachable = settings.pond_trust if account.paid_pond else 1.0
                account.trust += settings.trust_built * (reachable - account.trust)
            account.stopped = 1 if late > 0 and days_overdue(late - 1) > settings.stop_ship_days else 0
            if (month + partner.id) % REVIEW_MONTHS == 0:
                learn_of_instruments(market, month, partner, account)
            policy = int(levers_for(market, month, partner, account.distributor).mode)
            ended = policy == PREPAYMENT and account.mode != PREPAYMENT
            changed = account.mode != PREPAYMENT and account.mode != policy
            if ended or changed or (month + partner.id) % REVIEW_MONTHS == 0:
                review_account(market, month, partner, account)
