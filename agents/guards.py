"""Numbers in rules that stand for nothing in a market, and so are no parameters: guards, sentinels, the calendar."""

ENDLESS = 1e300  # a bar that nothing reaches: no limit, or nobody has come yet
TINY = 1e-300  # keeps a division from dividing by nothing; far below any money or time
SMALLEST_WEIGHT = 1e-30  # goods that nobody sells weigh alike in a mean, and nothing beside goods that somebody sells
ROUNDING = 1e-12  # differences that only the rounding of floating point leaves
DECEMBER = 11  # months are counted from a January, month 0
YEAR_DAYS = 360.0  # twelve months of 30 days: days are thirtieths of a month everywhere
LONGEST_RUN = 1200  # months: the most that ``months`` may be, so that names of later months never meet
NEVER = -100  # a month before all others, further back than any rule looks
AT_ONCE = 1024  # customer firms that are asked before they are served: few enough to stay in a processor's cache
