using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Darkroom.Generations;
using Darkroom.Providers;
using Darkroom.Tests.Imaging;

namespace Darkroom.Tests.Generations;

public sealed class StartRequestTests : IDisposable
{
    /// <summary>The properties that decide where, how often and for what a provider is called, but are not part of a call.</summary>
    private static readonly string[] NotInACall =
        [nameof(StartRequest.KeepPartials), nameof(StartRequest.N), nameof(StartRequest.Provider), nameof(StartRequest.CampaignId), nameof(StartRequest.Unknown), nameof(StartRequest.Expand)];

    private readonly RunBench _bench = new(n: 1);
    private readonly ScriptedProvider _provider = new(Say.Failed(Samples.Busy))
    {
        Capabilities = new ProviderCapabilities
        {
            Sizes = new SizeRule.OneOf([new PixelSize(1024, 1024), new PixelSize(1536, 864)]),
            Qualities = ["low", "high"],
            Formats = ["png", "webp"],
            Models = ["first", "second"],
            PartialImages = 3,
            Seed = true,
            NegativePrompt = true,
            Edits = new EditRule(2, Mask: true),
            Backgrounds = ["opaque", "transparent"],
            Compression = true,
            Moderations = ["auto", "low"],
            InputFidelities = ["low", "high"],
            Options = new EngineOptionsRule
            {
                Steps = new NumberRule(1, 50, Whole: true),
                Guidance = new NumberRule(0, 20),
                Sampler = new NameRule(),
                Scheduler = new NameRule(),
                Strength = new NumberRule(0, 1),
                MaxLoras = 2,
                ClipSkip = new NumberRule(1, 12, Whole: true),
                Fields = [new NamedField("detail", "Detail", FieldKind.Number, "1", [])],
            },
        },
    };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Every_property_of_a_request_reaches_the_provider()
    {
        var photo = TestImages.NoisyPng(64, 48, seed: 3, bytesAbout: 2000);
        var mask = SampleImages.WithAlpha("pngsave_buffer", 64, 48);
        var request = new StartRequest
        {
            Prompt = "a fox",
            N = 2,
            Size = "1536x864",
            Quality = "high",
            Provider = Samples.Provider,
            Model = "second",
            NegativePrompt = "text",
            Seed = 12,
            PartialImages = 1,
            OutputFormat = "webp",
            Images = [new ImageReference.Inline(photo)],
            Mask = new ImageReference.Inline(mask),
            CampaignId = Ids.New(TimeProvider.System),
            Background = "transparent",
            OutputCompression = 80,
            Moderation = "low",
            InputFidelity = "high",
            Options = new EngineOptions
            {
                Steps = 30,
                Guidance = 5.5,
                Sampler = "euler",
                Scheduler = "karras",
                Strength = 0.4,
                Loras = [new Lora("film", 0.8), new Lora("grain")],
                ClipSkip = 2,
                Fields = ImmutableSortedDictionary<string, string>.Empty.Add("detail", "2.5"),
            },
            KeepPartials = true,
            Unknown = new Dictionary<string, JsonElement>(),
        };

        var call = await CallAsync(request);
        foreach (var property in typeof(StartRequest).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => !NotInACall.Contains(property.Name) && property.Name != nameof(StartRequest.AspectRatio)))
        {
            var value = property.GetValue(request);
            Assert.True(value is not null, $"The test sets no {property.Name}.");
            switch (property.Name)
            {
                case nameof(StartRequest.Size):
                    Assert.Equal(value, call.Size.ToString());
                    break;
                case nameof(StartRequest.Images):
                    Assert.Equal(photo, Assert.Single(call.References).Bytes.ToArray());
                    break;
                case nameof(StartRequest.Options):
                    Assert.Equal(JsonSerializer.Serialize(value), JsonSerializer.Serialize(call.Options));
                    break;
                case nameof(StartRequest.Mask):
                    Assert.NotNull(call.Mask);
                    break;
                default:
                    Assert.Equal(value, typeof(ImageRequest).GetProperty(property.Name)?.GetValue(call));
                    break;
            }
        }

        Assert.Equal(new PixelSize(1536, 864), (await CallAsync(request with { Size = null, AspectRatio = "16:9" })).Size);
    }

    /// <summary>Validates and stores a request as a server does, and returns the call for its first image.</summary>
    private async Task<ImageRequest> CallAsync(StartRequest request)
    {
        var token = TestContext.Current.CancellationToken;
        var (valid, errors) = RequestValidator.Run(request, _provider);
        Assert.Empty(errors);
        (valid, errors) = await _bench.Inputs.StoreAsync(request, valid!, _provider.Capabilities.Edits!, token);
        Assert.Empty(errors);
        Assert.Equal((request.N, request.Provider, request.CampaignId, request.KeepPartials), (valid!.N, valid.Provider, valid.CampaignId, valid.KeepPartials));

        var json = JsonSerializer.Serialize(valid, EventJson.Default.GenerationRequest);
        await _bench.RunAsync(_provider, lease: _bench.Lease with { ImageIndex = 0, Request = JsonSerializer.Deserialize(json, EventJson.Default.GenerationRequest)! });
        return _provider.Asked[^1];
    }
}
