namespace Vedetta.Engine.Surges;

public sealed partial class SurgeWatch
{
    private void SetThresholds(int index)
    {
        ref WatchedSeries s = ref _series[index];
        double alarms = Options.AlarmsPerYear, weeks = s.Listened * (double)_longSeconds / 604800;
        if (_series.KeyOf(index) is { Depth: > 1, Mask: int mask }) alarms /= Math.Max(1, _elementsOfMask[mask]);
        double often = Math.Max(alarms, TailGauge.LevelAlarmsPerYear);
        double riseShare = FalseAlarmBudget.RiseShare * (IsFast ? 1 - FalseAlarmBudget.FastShare : 1);
        double model = FalseAlarmBudget.RiseThreshold(alarms, s.Baseline.Level, _longSeconds, IsFast);
        double dropModel = FalseAlarmBudget.DropThreshold(alarms, _longSeconds);
        s.RiseTail.Level = (float)FalseAlarmBudget.RiseThreshold(often, s.Baseline.Level, _longSeconds, IsFast);
        s.DropTail.Level = (float)FalseAlarmBudget.DropThreshold(often, _longSeconds);
        s.Threshold = (float)s.RiseTail.Threshold(model, alarms * riseShare, often * riseShare, weeks);
        s.DropThreshold = (float)s.DropTail.Threshold(
            dropModel, alarms * FalseAlarmBudget.DropShare, often * FalseAlarmBudget.DropShare, weeks);
        if (IsFast) SetFastThreshold(ref _series.Fast(index), s.Baseline, alarms, often, weeks);
    }

    private void SetFastThreshold(ref FastWatch fast, in Baseline baseline, double alarms, double often, double weeks)
    {
        double perSecond = baseline.Level / _longSeconds;
        double share = FalseAlarmBudget.RiseShare * FalseAlarmBudget.FastShare;
        fast.Tail.Level = (float)FalseAlarmBudget.FastThreshold(often, perSecond, baseline.Dispersion);
        double model = FalseAlarmBudget.FastThreshold(alarms, perSecond, baseline.Dispersion);
        fast.Threshold = (float)fast.Tail.Threshold(model, alarms * share, often * share, weeks);
    }

    // What a series does while a surge touches it says nothing about its ordinary excursions. A threshold that proves too
    // low is raised at once, not at midnight.
    private void LearnTails(ref WatchedSeries s, int index, float rise, float drop)
    {
        s.Listened++;
        if (s.RiseTail.Take(rise, s.Threshold) | s.DropTail.Take(drop, s.DropThreshold)) SetThresholds(index);
    }

    private void ForgetTails(int index)
    {
        float keep = TailGauge.Kept(1);
        ref WatchedSeries s = ref _series[index];
        s.Listened *= keep;
        s.RiseTail.Age(keep);
        s.DropTail.Age(keep);
        if (IsFast) _series.Fast(index).Tail.Age(keep);
    }
}
