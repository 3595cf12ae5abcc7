"""Online shops: thin margins, scale economies, standard goods for consumers and small firms."""

from agents.partner_parameters import kind_parameters

J = "judgement"

PARAMETERS = kind_parameters(
    "online_shop",
    at_start=(70, 0, 400),
    sales_per_head=(28.0, 20.0, 40.0, "chosen for a gross margin of 8-15 % (Newegg 2021-24)", "verified"),
    overhead_per_head=(1.1, 0.7, 1.6, "chosen for an operating margin of 2-8 % above ten heads (facts B2)", J),
    overhead_fixed=(0.8, 0.3, 2.0, "no source", J),
    scale_economy=(0.08, 0.0, 0.2, "claims S10: shops gain from scale", J),
    corporate_share=(0.0, 0.0, 0.1, "claims S9", J),
    smb_share=(0.35, 0.1, 0.8, "claims S9: shops take standard purchases", J),
    consumer_share=(1.0, 0.5, 1.0, "claims S9", J),
    stocked_share=(0.7, 0.3, 1.0, "no source", J),
    service_share=(0.1, 0.0, 0.3, "shops sell few services", J),
    competence_at_start=(0.2, 0.0, 0.4, "steady level of the learning rule", J),
    staff_at_start=(4.0, 3.0, 15.0, "no source", J),
    size_tail=(1.06, 1.0, 1.6, "Axtell 2001", "verified"),
    entrants=(0.243, 0.05, 0.5, "facts B4: births 5-11 % a year; set so that their number is at rest", J),
    repricing=(0.5, 0.0, 1.0, "claims S9: prices are compared by robots", J),
)
