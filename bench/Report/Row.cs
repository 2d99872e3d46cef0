using System.Globalization;

namespace Darkroom.Bench.Report;

/// <summary>One figure of Darkroom and of the relay.</summary>
/// <param name="Figure">The name of the figure.</param>
/// <param name="Load">The load.</param>
/// <param name="Darkroom">The value; NaN if it is not available.</param>
/// <param name="Relay">The value of the relay; NaN if there is no relay, or it does not have the figure.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Target">The target, if there is one.</param>
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
        $"| {Figure} | {Load} | {Unit.Write(Darkroom)} | {Unit.Write(Relay)} | {Write(Ratio, RatioFormat(Ratio))} | {Target?.Describe(Unit)} | {Met()} |";

    public static string Write(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : None;

    private string Met() => Target?.IsMet(Darkroom, Ratio) switch
    {
        true => "yes",
        false => "no",
        _ => "",
    };

    private static string RatioFormat(double ratio) => ratio < 0.1 ? "0.000" : "0.00";
}

/// <summary>A unit and the format of its numbers.</summary>
/// <param name="Name">The unit, with a leading space.</param>
/// <param name="Format">The format of the number.</param>
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

/// <summary>The maximum of a figure: an absolute value, or a ratio to the relay.</summary>
internal sealed record Target
{
    private readonly double _limit;
    private readonly bool _isRatio;

    private Target(double limit, bool isRatio) => (_limit, _isRatio) = (limit, isRatio);

    public static Target AtMost(double limit) => new(limit, false);

    public static Target RatioToRelay(double ratio) => new(ratio, true);

    /// <summary>Returns whether the target is met; null if the value is not available.</summary>
    public bool? IsMet(double value, double ratio) => (_isRatio ? ratio : value) is var compared && double.IsFinite(compared) ? compared <= _limit : null;

    public string Describe(Unit unit) => _isRatio ? $"≤ {Row.Write(_limit, "0.00")} of the relay" : $"≤ {unit.Write(_limit)}";
}
