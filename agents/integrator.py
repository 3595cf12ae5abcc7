"""Integrators: few, larger, skilled; they live on projects and services."""

from agents.partner_parameters import kind_parameters

J = "judgement"

PARAMETERS = kind_parameters(
    "integrator",
    at_start=(70, 5, 2000),
    sales_per_head=(23.0, 15.0, 30.0, "chosen for the margins of facts B2", J),
    overhead_per_head=(0.8, 0.5, 1.2, "chosen for an operating margin of 2-8 % above ten heads (facts B2)", J),
    overhead_fixed=(0.28, 0.2, 1.5, "no source", J),
    scale_economy=(0.0, 0.0, 0.1, "no source", J),
    corporate_share=(1.0, 0.5, 1.0, "claims S9, S12", J),
    smb_share=(0.7, 0.3, 1.0, "claims S9", J),
    consumer_share=(0.0, 0.0, 0.2, "claims S10: integrators least touched by consumers", J),
    stocked_share=(0.5, 0.2, 0.8, "no source", J),
    service_share=(1.0, 0.6, 1.0, "facts B2: 20-50 % of revenue", "recalled"),
    competence_at_start=(0.62, 0.4, 0.8, "steady level of the learning rule", J),
    staff_at_start=(10.0, 5.0, 15.0, "no source", J),
    size_tail=(1.06, 1.0, 1.6, "Axtell 2001", "verified"),
    entrants=(0.366, 0.1, 0.6, "facts B4: births 5-11 % a year; set so that their number is at rest", J),
    repricing=(0.0, 0.0, 0.5, "bids are made for a project, not for a list", J),
)
