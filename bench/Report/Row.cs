using System.Globalization;

namespace Darkroom.Bench.Report;

/// <summary>One figure, Darkroom's beside the relay's.</summary>
/// <param name="Figure">What it is.</param>
/// <param name="Load">Under which load.</param>
/// <param name="Darkroom">Not a number where it cannot be had.</param>
/// <param name="Relay">Not a number where there is no relay, or it has no such figure.</param>
/// <param name="Unit">How it is written.</param>
/// <param name="Target">What the figure is held against.</param>
internal sealed record Row(string Figure, string Load, double Darkroom, double Relay, Unit Unit, Target? Target = null)
{
    private const string None = "–";

    private double Ratio => Darkroom / Relay;

    public static string Heading =>
        """
        | figure | load | Darkroom | relay | ratio | target | met |
        |---|---|---:|---:|---:|---|---|
        """;

    public override string ToString() =>
        $"| {Figure} | {Load} | {Unit.Write(Darkroom)} | {Unit.Write(Relay)} | {Write(Ratio, Precise(Ratio))} | {Target?.InWords(Unit)} | {Met()} |";

    public static string Write(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : None;

    private string Met() => Target?.IsMet(Darkroom, Ratio) switch
    {
        true => "yes",
        false => "no",
        _ => "",
    };

    private static string Precise(double ratio) => ratio < 0.1 ? "0.000" : "0.00";
}

/// <param name="Name">Of what is counted.</param>
/// <param name="Format">Of the number.</param>
internal sealed record Unit(string Name, string Format)
{
    public static readonly Unit Milliseconds = new(" ms", "N0");
    public static readonly Unit Seconds = new(" s", "N2");
    public static readonly Unit Kilobytes = new(" kB", "N0");
    public static readonly Unit Megabytes = new(" MB", "N0");
    public static readonly Unit Percent = new(" %", "N0");
    public static readonly Unit Count = new("", "N0");
    public static readonly Unit Shift = new("", "0.000");

    public string Write(double value) => double.IsFinite(value) ? Row.Write(value, Format) + Name : Row.Write(value, Format);
}

/// <summary>What a figure may be at most: so much, or so much of the relay's.</summary>
internal sealed record Target
{
    private readonly double _limit;
    private readonly bool _ofRelay;

    private Target(double limit, bool ofRelay) => (_limit, _ofRelay) = (limit, ofRelay);

    public static Target AtMost(double limit) => new(limit, false);

    public static Target OfRelay(double ratio) => new(ratio, true);

    /// <summary>Null where it cannot be told.</summary>
    public bool? IsMet(double value, double ratio) => (_ofRelay ? ratio : value) is var held && double.IsFinite(held) ? held <= _limit : null;

    public string InWords(Unit unit) => _ofRelay ? $"≤ {Row.Write(_limit, "0.00")} of the relay" : $"≤ {unit.Write(_limit)}";
}
