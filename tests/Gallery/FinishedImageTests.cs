using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Darkroom.Generations;
using Darkroom.Providers;
using Darkroom.Server.Gallery.Api;
using Darkroom.Tests.Generations;

namespace Darkroom.Tests.Gallery;

public sealed class FinishedImageTests : IDisposable
{
    private readonly RunBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Every_property_that_a_provider_reports_reaches_the_gallery_the_event_and_the_api()
    {
        var reported = new GenerationUpdate.FinalImage(EncodedImage.From(TestImages.SmallPng()))
        {
            Model = "oils-2",
            RevisedPrompt = "a red fox, revised",
            Seed = 12,
            Quality = "high",
            Reported = new ReportedOutput("1024x1024", "opaque", "png"),
            Usage = new TokenUsage(1, 2, 3) { TextInputTokens = 4, ImageInputTokens = 5, CachedInputTokens = 6, TextOutputTokens = 7, ImageOutputTokens = 8 },
            CostUsd = 0.25m,
        };
        var token = TestContext.Current.CancellationToken;
        var finished = Assert.IsType<SlotResult.Finished>(await _bench.RunAsync(new ScriptedProvider(_ => Task.FromResult<GenerationUpdate>(reported)))).Image;
        Assert.True(await _bench.Queue.CompleteAsync(_bench.Lease, finished, token));

        var stored = (await _bench.Storage.Gallery.FindAsync(finished.Id, token))!;
        foreach (var property in PropertiesOf(typeof(GenerationUpdate.FinalImage)).Where(property => property.Name != nameof(reported.Image)))
        {
            var value = property.GetValue(reported);
            Assert.True(value is not null, $"The test sets no {property.Name}.");
            Assert.Equal(value, property.Name == nameof(reported.CostUsd) ? stored.Cost?.Usd : typeof(FinishedImage).GetProperty(property.Name)?.GetValue(stored));
        }

        var logged = JsonSerializer.Deserialize<JsonElement>(Assert.Single(await _bench.LogAsync("image")).Json);
        var view = ImageView.From(stored);
        foreach (var property in PropertiesOf(typeof(FinishedImage)))
        {
            var value = property.GetValue(finished);
            Assert.True(value is not null, $"The image has no {property.Name}.");
            Assert.Equal(Comparable(value), Comparable(property.GetValue(stored)));
            foreach (var name in PublicNamesOf(property.Name))
            {
                Assert.True(logged.TryGetProperty(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), out _), $"The event has no {name}.");
                Assert.True(typeof(ImageView).GetProperty(name)?.GetValue(view) is not null, $"The API has no {name}.");
            }
        }
    }

    private static PropertyInfo[] PropertiesOf(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static object? Comparable(object? value) => value is ImmutableArray<byte> bytes ? Convert.ToHexString(bytes.AsSpan()) : value;

    /// <summary>Returns the names under which clients get a property. Hashes are internal: clients get the address, and similar images.</summary>
    private static string[] PublicNamesOf(string property) => property switch
    {
        nameof(FinishedImage.BlobHash) => ["Url"],
        nameof(FinishedImage.DifferenceHash) => [],
        nameof(FinishedImage.Size) => ["Width", "Height"],
        nameof(FinishedImage.ThumbHash) => ["Thumbhash"],
        nameof(FinishedImage.Cost) => ["CostUsd", "CostBasis"],
        _ => [property],
    };
}
