using Darkroom.Providers;
using Darkroom.Providers.HuggingFace;
using Xunit;

namespace Darkroom.Tests.Providers.HuggingFace;

/// <summary>The base of tests with a <c>huggingface</c> provider, the hub and the router.</summary>
public abstract class HuggingFaceTest : ProviderBench
{
    protected const string Flux = "black-forest-labs/FLUX.1-dev";
    protected const string Hub = "/api/models/" + Flux;

    protected static readonly byte[] Sharp = TestImages.SmallPng(4);

    protected static readonly ImageRequest AskedOfFlux = Asked with { Model = Flux, Seed = 7 };

    private protected HuggingFaceProvider Provider(HuggingFaceOptions? options = null, TimeProvider? time = null) =>
        new((options ?? new HuggingFaceOptions()) with { BaseUrl = Server.Address, HubUrl = Server.Address, ApiKey = "hf_test4f9c1e7ab2" }, Parts(time));

    /// <summary>Makes the hub report that one partner serves FLUX.</summary>
    protected void Serve(string partner, string id) => Server.On(Hub, Scripts.Answer(
        200, $$$"""{"inferenceProviderMapping":{"{{{partner}}}":{"status":"live","providerId":"{{{id}}}","task":"text-to-image"} } }"""));

    /// <summary>Runs with a clock on which delays end at once.</summary>
    private protected async Task<Outcome> RunQuicklyAsync(HuggingFaceOptions? options = null, ImageRequest? request = null, Action<GenerationUpdate>? onUpdate = null)
    {
        var time = new ManualTime();
        var running = RunAsync(Provider(options, time), request ?? AskedOfFlux, onUpdate);
        await time.AdvanceBesideAsync(running, TimeSpan.FromSeconds(5)).WaitAsync(Cancel);
        return await running;
    }

    protected RecordedRequest Posted() => Assert.Single(Server.Requests, request => request.Method == "POST");
}
