"""What the numbers must be, worked out a second time from the definitions alone. Standard library only; imports nothing of ours.

Definitions (docs/operations.md says the same for people):
- Rows of a case are ordered by time, at equal times by sys_mod_count, then by line. At each instant the last row wins.
- A stretch is an interval in one state, source state, team, holder and cause; neighbours that say the same are one.
- A life begins at the earlier of opened_at and the first row. Opened earlier, it begins new, in the queue, with nobody.
- The last stretch has no end. Restored is the last entry into Resolved or Closed from elsewhere, if the life ends there.
- Lead time and time to restore run from the beginning of the life to the restoration, in elapsed seconds.
- A handoff is two consecutive stretches that both have a team, and different ones.
- Percentiles lie linearly between neighbours, as PostgreSQL's percentile_cont.
"""
