"""Resellers (dealers): many, small, selling goods to small firms and consumers."""

from agents.partner_parameters import kind_parameters

J = "judgement"

PARAMETERS = kind_parameters(
    "reseller",
    at_start=(400, 10, 3000),
    sales_per_head=(23.0, 16.0, 30.0, "chosen for the margins of facts B2", J),
    overhead_per_head=(0.8, 0.5, 1.2, "chosen for an operating margin of 2-8 % above ten heads (facts B2)", J),
    overhead_fixed=(0.4, 0.1, 1.0, "no source", J),
    scale_economy=(0.0, 0.0, 0.1, "no source", J),
    corporate_share=(0.15, 0.0, 0.4, "claims S12", J),
    smb_share=(1.0, 0.5, 1.0, "claims S9", J),
    consumer_share=(0.4, 0.2, 0.7, "claims S10: consumer resellers hit first", J),
    stocked_share=(0.8, 0.5, 1.0, "no source", J),
    service_share=(0.6, 0.2, 0.8, "facts B2: box-movers 0-10 % services", "recalled"),
    competence_at_start=(0.42, 0.2, 0.6, "steady level of the learning rule", J),
    staff_at_start=(4.0, 2.0, 8.0, "no source", J),
    size_tail=(1.06, 1.0, 1.6, "Axtell 2001", "verified"),
    entrants=(0.068, 0.02, 0.15, "facts B4: births 5-11 % a year", "verified"),
    repricing=(0.0, 0.0, 0.5, "claims S9", J),
)
