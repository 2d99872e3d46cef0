using Darkroom.Providers.Automatic1111;

namespace Darkroom.Tests.Providers.Automatic1111;

/// <summary>What people quoted of their web UIs' progress.</summary>
public static class Automatic1111Replays
{
    public static IEnumerable<Replay> All =>
    [
        new("automatic1111", "progress of AUTOMATIC1111 at step 24 of 30", ["quoted/a1111.progress.2023-05.json"], bench => PlayAsync(bench, "quoted/a1111.progress.2023-05.json")),
        new("automatic1111", "progress of Forge that stays at 0.01", ["quoted/forge.progress.2024-09.json"], bench => PlayAsync(bench, "quoted/forge.progress.2024-09.json")),
    ];

    private static Task<Outcome> PlayAsync(ProviderBench bench, string recording)
    {
        var seen = new Gate();
        var said = Scripts.Answer(200, Recordings.Text(recording));
        bench.Server.On(WebUiScript.Progress, WebUiScript.Idle(), said, said.Then(seen));
        bench.Server.On(WebUiScript.Txt2Img, WebUiScript.Image(TestImages.SmallPng(4), seen));
        return bench.RunAsync(new Automatic1111Provider(new Automatic1111Options { BaseUrl = bench.Server.Address }, bench.Parts())
        {
            PollInterval = TimeSpan.FromMilliseconds(1),
        });
    }
}
