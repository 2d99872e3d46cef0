using Darkroom.Bench.Load;

namespace Darkroom.Bench.Report;
internal static class LoadTable
{
    public static async Task<int> RunAsync(LoadPlan plan, CancellationToken ct)
    {
        await using var provider = await MeasuredProcess.StartAsync(["dotnet", typeof(LoadTable).Assembly.Location, "provider", "4"], Path.GetTempPath(), []);
        using var c = new HttpClient();
        Console.WriteLine(await c.GetStringAsync(new Uri(provider.Address, "/sizes"), ct));
        foreach (var x in new Contender?[] { new DarkroomContender(), RelayContender.Find().Relay })
        {
            await using var run = await LoadRun.StartAsync(x!, provider.Address, new LoadPlan(4), ct);
            var f = await run.WatchedAsync(plan, ct);
            Console.WriteLine($"{x!.Name} p50 {f.FirstPartial(0.5)} p99 {f.FirstPartial(0.99)} {f} ");
        }
        return 0;
    }
}
