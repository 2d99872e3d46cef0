using Darkroom.Providers.Pollinations;

namespace Darkroom.Tests.Providers.Pollinations;

/// <summary>Responses of Pollinations that users quoted.</summary>
public static class PollinationsReplays
{
    private const string Blocked = "quoted/pollinations.gen.403_azure_forbidden.json";

    public static IEnumerable<Replay> All =>
    [
        new("pollinations", "blocked by a vendor behind Pollinations", [Blocked], bench =>
        {
            bench.Server.On("/v1/images/generations", Scripts.Answer(403, Recordings.Text(Blocked)));
            return bench.RunAsync(new PollinationsProvider(new PollinationsOptions { BaseUrl = bench.Server.Address, ApiKey = "sk_test4f9c1e7ab2" }, bench.Parts()));
        }),
    ];
}
