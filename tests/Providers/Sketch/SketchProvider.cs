using Darkroom.Providers;
using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Sketch;

/// <summary>The sample of docs/guide/writing-a-provider.md: an imaginary service that draws.</summary>
internal sealed class SketchProvider(SketchOptions options, ProviderParts parts)
    : HttpProvider(Kind, ServiceFor(options), options, parts)
{
    public static readonly ProviderKind Kind = ProviderKind.Create<SketchOptions>(
        "sketch",
        (options, parts) => new SketchProvider(options, parts),
        new WellKnownSetting("SKETCH_API_KEY", nameof(SketchOptions.ApiKey)));

    private readonly SketchOptions _options = options;

    public override ProviderDescription Description { get; } = new(
        "Sketch", "Draws with a pencil. Prompts are sent to sketch.example.", Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model) => SketchCapabilities.All;

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        yield return new GenerationUpdate.Progress(null);
        using var body = await Connection.FetchAsync(HttpMethod.Post, Service.UrlFor("draw"), SketchRequest.Body(request, _options), call);
        yield return body.Failure is { } failure ? new GenerationUpdate.Failed(failure) : SketchResponse.Read(body);
    }

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) =>
        CheckAsync("paper", call, json => new ProviderTest.Passed($"The key is valid; {json.Integer("sheets")} sheets are left."));

    private static ServiceProfile ServiceFor(SketchOptions options) =>
        new("Sketch", options, "https://sketch.example/v1", "SKETCH_API_KEY")
        {
            Limits = new ProviderLimits(MaxConcurrency: 2, ImagesPerMinute: null, Timeout: TimeSpan.FromMinutes(2)),
            Classify = Classify,
        };

    private static FailureCode? Classify(ServiceError error) => error.Code switch
    {
        "out_of_paper" => FailureCode.Quota,
        "indecent" => FailureCode.ModerationBlocked,
        "sharpening" => FailureCode.ModelLoading,
        _ => null,
    };
}
