# right: for every stage, is there a way to the end?
def receivers(stages, cuts, skips):
    def arrives(stage):
        if stage == stages[-1]:
            return True
        ways = [end for start, end in skips if start == stage]
        if stage not in cuts:
            ways.append(stages[stages.index(stage) + 1])
        return any(arrives(way) for way in ways)

    return [stage for stage in stages if arrives(stage)]
