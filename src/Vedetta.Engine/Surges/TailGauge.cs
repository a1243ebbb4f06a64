namespace Vedetta.Engine.Surges;

/// <summary>
/// Learns from a series' own past how often and how far the evidence of one kind of run goes astray, and what threshold
/// keeps the accepted number of false alarms. Bounded: six numbers.
/// </summary>
/// <remarks>
/// The negative-binomial model promises about one excursion a week over the level that the setting of one alarm a week
/// asks for. A series that goes over it much more often has bursts the model does not know (mentions that call for
/// mentions, rates that wander within the hour). From then on its excursions' own tail counts: they pass a level at a
/// measured rate and exceed it by a measured mean, and the threshold lies where that exponential tail falls to the
/// accepted rate. Excursions that alarmed are known only up to the threshold (censored), so surges hardly raise it.
/// </remarks>
internal struct TailGauge
{
    /// <summary>Setting, in alarms a year, whose threshold is the level excursions are counted from.</summary>
    public const double LevelAlarmsPerYear = 52;

    private const double WeeksPerYear = 365.25 / 7;

    // Twice as often as promised, or a quarter farther, by so many standard deviations. A series that is only thought to
    // go astray too often hardly suffers: its own tail then asks for about the model's threshold.
    private const double OftenFactor = 2;
    private const double OftenDeviations = .75;
    private const double FarFactor = 1.25;
    private const double FarDeviations = 1.5;

    // What the model's own excursions exceed their level by, in nats, and how many excursions that knowledge weighs.
    private const double ModelExcess = 1.2;
    private const double ModelWeight = 5;

    private const double MemoryDays = 91;

    /// <summary>Evidence over which an excursion is counted, in nats.</summary>
    public float Level;

    /// <summary>Excursions (decayed), and those of them whose peak is known.</summary>
    public Half Excursions;
    public Half Complete;

    /// <summary>Sum of what known peaks exceed the level by, and of how far the others are known (decayed), in nats.</summary>
    public Half ExcessSum;
    public Half CutSum;

    /// <summary>Peak of the excursion that lasts; 0 for none.</summary>
    public float Peak;

    /// <summary>Takes the evidence of a bin outside surges; true when an excursion just ended.</summary>
    /// <param name="threshold">Evidence that alarms.</param>
    public bool Take(float evidence, float threshold)
    {
        if (evidence < Level && Peak <= 0) return false;
        Peak = Math.Max(Peak, evidence);
        bool isCutOff = Peak >= threshold;
        if (!isCutOff && evidence >= Level / 2) return false;
        Excursions += (Half)1;
        float excess = Math.Max(0, Math.Min(Peak, threshold) - Level);
        if (isCutOff) CutSum += (Half)excess;
        else (Complete, ExcessSum) = (Complete + (Half)1, ExcessSum + (Half)excess);
        Peak = 0;
        return true;
    }

    /// <summary>Share of what was learnt that is left after some days.</summary>
    public static float Kept(double days) => (float)Math.Exp(-days / MemoryDays);

    /// <summary>Forgets.</summary>
    public void Age(float keep)
    {
        Excursions = (Half)((float)Excursions * keep);
        Complete = (Half)((float)Complete * keep);
        ExcessSum = (Half)((float)ExcessSum * keep);
        CutSum = (Half)((float)CutSum * keep);
    }

    /// <summary>The threshold, in nats: the model's, or a higher one where the series' own past asks for it.</summary>
    /// <param name="model">The model's threshold.</param>
    /// <param name="alarmsPerYear">Alarms accepted on this side of this series.</param>
    /// <param name="levelAlarmsPerYear">Alarms the model promises over <see cref="Level"/>.</param>
    /// <param name="weeks">Weeks listened to (decayed like the excursions).</param>
    public readonly double Threshold(double model, double alarmsPerYear, double levelAlarmsPerYear, double weeks)
    {
        if (!GoesAstray(levelAlarmsPerYear / WeeksPerYear * weeks)) return model;
        double excess = ((double)ExcessSum + (double)CutSum + ModelWeight * ModelExcess) / ((double)Complete + ModelWeight);
        double accepted = alarmsPerYear / WeeksPerYear * weeks;
        return Math.Max(model, Level + excess * Math.Log(Math.Max(1, (double)Excursions / accepted)));
    }

    // Oftener than promised, or, as far as peaks are known, farther; beyond what chance explains.
    private readonly bool GoesAstray(double promised)
    {
        double excursions = (double)Excursions, complete = (double)Complete;
        bool often = excursions - OftenDeviations * Math.Sqrt(excursions) > OftenFactor * promised;
        return often || (double)ExcessSum * (1 - FarDeviations / Math.Sqrt(complete + 1)) > FarFactor * ModelExcess * complete;
    }
}
