using Darkroom.Bench.Load;
using Darkroom.Bench.Perception;
using Darkroom.Bench.Provider;
using Microsoft.Playwright;

namespace Darkroom.Bench.Report;

/// <summary>The runs that end in tables.</summary>
internal static class Run
{
    private const int Pictures = 6;
    private const int Looks = 3;
    private static readonly int[] OnScreen = [1, 4];

    /// <summary>Everything but the single pieces of code, printed and written into the document.</summary>
    public static async Task<int> EverythingAsync(CancellationToken cancellationToken)
    {
        var (relay, missing) = FindRelay();
        var machine = Machine.InWords(missing);
        await using var provider = await ProviderProcess.StartAsync(Pictures);
        var load = new LoadRows(provider, relay);
        var rows = await load.StreamsAsync(cancellationToken);
        rows.AddRange(await load.StartAsync(cancellationToken));
        try
        {
            rows.AddRange(await PerceptionAsync(provider, relay, cancellationToken));
        }
        catch (PlaywrightException broken)
        {
            // The other figures took minutes and are whole.
            Console.Error.WriteLine($"Without perceived wait: the browser failed. {broken.Message}");
        }

        var growth = await load.GrowthAsync(cancellationToken);
        var table = $"{machine}\n\n{Write(rows)}";
        Console.WriteLine($"{table}\n\n{Write(growth)}");
        await Document.WriteAsync("figures", table, cancellationToken);
        await Document.WriteAsync("growth", Write(growth), cancellationToken);
        return 0;
    }

    /// <summary>One load, printed only.</summary>
    public static async Task<int> LoadAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        await using var provider = await ProviderProcess.StartAsync(Pictures);
        Console.WriteLine(Write(await new LoadRows(provider, FindRelay().Relay).OneAsync(plan, cancellationToken)));
        return 0;
    }

    /// <summary>How cost grows with images and viewers, printed only.</summary>
    public static async Task<int> GrowthAsync(CancellationToken cancellationToken)
    {
        await using var provider = await ProviderProcess.StartAsync(Pictures);
        Console.WriteLine(Write(await new LoadRows(provider, FindRelay().Relay).GrowthAsync(cancellationToken)));
        return 0;
    }

    /// <summary>Start, idling and the weight of the studio, printed only.</summary>
    public static async Task<int> StartAsync(CancellationToken cancellationToken)
    {
        await using var provider = await ProviderProcess.StartAsync(Pictures);
        Console.WriteLine(Write(await new LoadRows(provider, FindRelay().Relay).StartAsync(cancellationToken)));
        return 0;
    }

    /// <summary>How pictures look while they come, printed only.</summary>
    public static async Task<int> PerceptionAsync(CancellationToken cancellationToken)
    {
        await using var provider = await ProviderProcess.StartAsync(Pictures);
        Console.WriteLine(Write(await PerceptionAsync(provider, FindRelay().Relay, cancellationToken)));
        return 0;
    }

    private static string Write(IEnumerable<Row> rows) => $"{Row.Heading}\n{string.Join('\n', rows)}";

    private static (RelayContender? Relay, string? Missing) FindRelay()
    {
        var found = RelayContender.Find();
        if (found.Missing is not null)
        {
            Console.Error.WriteLine($"Without the relay's column: {found.Missing}.");
        }

        return found;
    }

    private static async Task<List<Row>> PerceptionAsync(ProviderProcess provider, RelayContender? relay, CancellationToken cancellationToken)
    {
        if (Looker.Installed() is { } chromium)
        {
            return await new PerceptionRows(provider, relay, chromium, Looks).MeasureAsync(OnScreen, cancellationToken);
        }

        Console.Error.WriteLine("Without perceived wait: there is no Chromium on the path. On Debian: apt-get install chromium.");
        return [];
    }
}
