using System.Globalization;

namespace Darkroom.Bench.Report;

/// <summary>One figure of Darkroom, of an earlier build and of the relay.</summary>
/// <param name="Figure">The name of the figure.</param>
/// <param name="Load">The load.</param>
/// <param name="Darkroom">The value; NaN if it is not available.</param>
/// <param name="Earlier">The value of an earlier build; NaN if there is none.</param>
/// <param name="Relay">The value of the relay; NaN if there is no relay, or it does not have the figure.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Target">The target, if there is one.</param>
internal sealed record Row(string Figure, string Load, double Darkroom, double Earlier, double Relay, Unit Unit, Target? Target = null)
{
    private const string None = "–";

    private double ToEarlier => Darkroom / Earlier;

    private double ToRelay => Darkroom / Relay;

    public static string Heading =>
        """
        | figure | load | Darkroom | earlier | ratio | relay | ratio | target | met |
        |---|---|---:|---:|---:|---:|---:|---|---|
        """;

    public override string ToString() =>
        $"| {Figure} | {Load} | {Unit.Write(Darkroom)} | {Compare(Earlier, ToEarlier)} | {Compare(Relay, ToRelay)} | {Target?.Describe(Unit)} | {Met()} |";

    public static string Write(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : None;

    private string Compare(double other, double ratio) => $"{Unit.Write(other)} | {Write(ratio, ratio < 0.1 ? "0.000" : "0.00")}";

    private string Met() => Target?.IsMet(Darkroom, ToEarlier, ToRelay) switch
    {
        true => "yes",
        false => "no",
        _ => "",
    };
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

/// <summary>The maximum of a figure: an absolute value, or a ratio to another server.</summary>
internal sealed record Target
{
    private readonly double _limit;
    private readonly string? _comparedTo;

    private Target(double limit, string? comparedTo) => (_limit, _comparedTo) = (limit, comparedTo);

    public static Target AtMost(double limit) => new(limit, null);

    public static Target RatioToEarlier(double ratio) => new(ratio, "earlier");

    public static Target RatioToRelay(double ratio) => new(ratio, "relay");

    /// <summary>Returns whether the target is met; null if the value is not available.</summary>
    public bool? IsMet(double value, double toEarlier, double toRelay)
    {
        var compared = _comparedTo switch { null => value, "earlier" => toEarlier, _ => toRelay };
        return double.IsFinite(compared) ? compared <= _limit : null;
    }

    public string Describe(Unit unit) => _comparedTo is null ? $"≤ {unit.Write(_limit)}" : $"≤ {Row.Write(_limit, "0.00")} of {_comparedTo}";
}
