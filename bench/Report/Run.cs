using Darkroom.Bench.Load;
using Darkroom.Bench.Perception;
using Darkroom.Bench.Provider;
using Microsoft.Playwright;

namespace Darkroom.Bench.Report;

/// <summary>The commands that print tables.</summary>
internal static class Run
{
    private const int Images = 6;
    private const int Recordings = 3;
    private static readonly int[] ImageCounts = [1, 4];

    /// <summary>Runs everything except the micro-benchmarks; prints the tables and writes them to the document.</summary>
    public static async Task<int> EverythingAsync(CancellationToken cancellationToken)
    {
        var (relay, missing) = FindRelay();
        var machine = Machine.Describe(missing);
        await using var provider = await ProviderProcess.StartAsync(Images);
        var load = new LoadRows(provider, relay);
        var rows = await load.StreamsAsync(cancellationToken);
        rows.AddRange(await load.StartAsync(cancellationToken));
        try
        {
            rows.AddRange(await PerceptionAsync(provider, relay, cancellationToken));
        }
        catch (PlaywrightException broken)
        {
            // Keeps the other figures, which took minutes.
            Console.Error.WriteLine($"Without perceived wait: the browser failed. {broken.Message}");
        }

        var growth = await load.GrowthAsync(cancellationToken);
        var table = $"{machine}\n\n{Write(rows)}";
        Console.WriteLine($"{table}\n\n{Write(growth)}");
        await Document.WriteAsync("figures", table, cancellationToken);
        await Document.WriteAsync("growth", Write(growth), cancellationToken);
        return 0;
    }

    /// <summary>Runs one load and prints the table.</summary>
    public static async Task<int> LoadAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        await using var provider = await ProviderProcess.StartAsync(Images);
        Console.WriteLine(Write(await new LoadRows(provider, FindRelay().Relay).OneAsync(plan, cancellationToken)));
        return 0;
    }

    /// <summary>Measures how the cost grows with images and viewers, and prints the table.</summary>
    public static async Task<int> GrowthAsync(CancellationToken cancellationToken)
    {
        await using var provider = await ProviderProcess.StartAsync(Images);
        Console.WriteLine(Write(await new LoadRows(provider, FindRelay().Relay).GrowthAsync(cancellationToken)));
        return 0;
    }

    /// <summary>Measures the start, the idle memory and the size of the studio page, and prints the table.</summary>
    public static async Task<int> StartAsync(CancellationToken cancellationToken)
    {
        await using var provider = await ProviderProcess.StartAsync(Images);
        Console.WriteLine(Write(await new LoadRows(provider, FindRelay().Relay).StartAsync(cancellationToken)));
        return 0;
    }

    /// <summary>Measures the perceived wait and prints the table.</summary>
    public static async Task<int> PerceptionAsync(CancellationToken cancellationToken)
    {
        await using var provider = await ProviderProcess.StartAsync(Images);
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
        if (ChromiumSession.FindInstalled() is { } chromium)
        {
            return await new PerceptionRows(provider, relay, chromium, Recordings).MeasureAsync(ImageCounts, cancellationToken);
        }

        Console.Error.WriteLine("Without perceived wait: there is no Chromium on the path. On Debian: apt-get install chromium.");
        return [];
    }
}
