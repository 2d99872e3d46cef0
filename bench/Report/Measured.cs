using Darkroom.Bench.Load;

namespace Darkroom.Bench.Report;

/// <summary>What was measured of each server in one run.</summary>
/// <param name="Darkroom">The figures of this build.</param>
/// <param name="Earlier">Those of an earlier build; null without one.</param>
/// <param name="Relay">Those of the relay; null without one.</param>
internal sealed record Measured<T>(T Darkroom, T? Earlier, T? Relay)
    where T : class
{
    /// <summary>Measures each server, one after the other.</summary>
    /// <param name="relay">The relay; null without one.</param>
    /// <param name="measure">Measures one server.</param>
    public static async Task<Measured<T>> OfAsync(RelayContender? relay, Func<Contender, Task<T>> measure) => new(
        await measure(DarkroomContender.Current),
        DarkroomContender.Earlier is { } earlier ? await measure(earlier) : null,
        relay is null ? null : await measure(relay));

    /// <summary>Creates the row of one figure.</summary>
    public Row Row(string figure, string load, Func<T, double> value, Unit unit, Target? target = null) =>
        new(figure, load, value(Darkroom), ValueOf(value, Earlier), ValueOf(value, Relay), unit, target);

    private static double ValueOf(Func<T, double> value, T? measured) => measured is null ? double.NaN : value(measured);
}
