using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Darkroom.Generations;

namespace Darkroom.Webhooks;

/// <summary>What one event says: ids, addresses, states and counts, and never a prompt or an image.</summary>
/// <param name="Type">One of <see cref="WebhookEvents"/>.</param>
/// <param name="Data">A JSON object. Its addresses begin at the root of the site; the sender puts the public address before them.</param>
public sealed record WebhookMessage(string Type, string Data)
{
    /// <summary>Returns whether there are messages about a change, without making them.</summary>
    public static bool HasAny(Transition transition) => transition.Events.Any(one => one is GenerationEvent.Image or GenerationEvent.Complete);

    /// <summary>Returns the messages about a change of a generation. Every store writes them in the transaction of the change.</summary>
    public static ImmutableArray<WebhookMessage> From(Transition transition) =>
        [.. transition.Events.Select(one => From(one, transition.State.Request.CampaignId)).OfType<WebhookMessage>()];

    /// <summary>Returns the message about the end of a campaign's base images.</summary>
    /// <param name="generationIds">The generations of the base images.</param>
    /// <param name="ready">How many base images have an image.</param>
    public static WebhookMessage CampaignCompleted(string campaignId, ImmutableArray<string> generationIds, int ready) => new(
        WebhookEvents.CampaignCompleted,
        Write(
            new CampaignCompletedData(
                campaignId, $"/api/campaigns/{campaignId}", $"/campaigns/{campaignId}", generationIds.Length, ready, [.. generationIds.Take(MaxIds)]),
            WebhookJson.Readable.CampaignCompletedData));

    /// <summary>Returns the message of a test.</summary>
    public static WebhookMessage Test(string endpointId) =>
        new(WebhookEvents.Test, Write(new TestData(endpointId), WebhookJson.Readable.TestData));

    /// <summary>More ids would make the body of a large campaign larger than 20 kB.</summary>
    private const int MaxIds = 200;

    private static WebhookMessage? From(GenerationEvent logged, string? campaignId) => logged switch
    {
        GenerationEvent.Image image => new(
            WebhookEvents.ImageReady,
            Write(
                new ImageReadyData(image.GenerationId, image.ImageIndex, image.Id, image.Url, PublicPaths.ImagePage(image.Id), campaignId),
                WebhookJson.Readable.ImageReadyData)),
        GenerationEvent.Complete end => new(
            end.Done > 0 ? WebhookEvents.GenerationCompleted : WebhookEvents.GenerationFailed,
            Write(
                new GenerationEndedData(
                    end.GenerationId,
                    end.Status,
                    PublicPaths.Generation(end.GenerationId),
                    end.Done,
                    end.Failed,
                    end.Of,
                    [.. end.Images.Select(image => new EndedImageData(image.ImageIndex, image.Status, image.Id, image.Url, image.Code))],
                    campaignId),
                WebhookJson.Readable.GenerationEndedData)),
        _ => null,
    };

    private static string Write<T>(T data, JsonTypeInfo<T> type) => JsonSerializer.Serialize(data, type);
}

/// <summary>The data of <see cref="WebhookEvents.ImageReady"/>.</summary>
/// <param name="Url">The original, byte for byte.</param>
/// <param name="PageUrl">The page of the image for people.</param>
/// <param name="CampaignId">The campaign that the image was made for; absent if there is none.</param>
public sealed record ImageReadyData(string GenerationId, int ImageIndex, string ImageId, string Url, string PageUrl, string? CampaignId);

/// <summary>The data of <see cref="WebhookEvents.GenerationCompleted"/> and <see cref="WebhookEvents.GenerationFailed"/>.</summary>
/// <param name="Url">The generation as a resource of the API.</param>
/// <param name="Done">How many images were made.</param>
/// <param name="Failed">How many images failed.</param>
/// <param name="Of">How many images were requested.</param>
public sealed record GenerationEndedData(
    string GenerationId, GenerationStatus Status, string Url, int Done, int Failed, int Of, ImmutableArray<EndedImageData> Images, string? CampaignId);

/// <summary>The result of one image of a generation that has ended.</summary>
/// <param name="Code">Why the image failed; absent if it did not.</param>
public sealed record EndedImageData(int ImageIndex, SlotStatus Status, string? ImageId, string? Url, FailureCode? Code);

/// <summary>The data of <see cref="WebhookEvents.CampaignCompleted"/>.</summary>
/// <param name="Url">The campaign as a resource of the API.</param>
/// <param name="PageUrl">The page of the campaign for people.</param>
/// <param name="Of">How many base images the campaign has.</param>
/// <param name="Done">How many of them were made.</param>
/// <param name="GenerationIds">The generations of the base images, at most 200.</param>
public sealed record CampaignCompletedData(string CampaignId, string Url, string PageUrl, int Of, int Done, ImmutableArray<string> GenerationIds);

/// <summary>The data of <see cref="WebhookEvents.Test"/>.</summary>
public sealed record TestData(string EndpointId);

/// <summary>The JSON of messages: as that of events.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseNames<FailureCode>), typeof(SnakeCaseNames<SlotStatus>), typeof(SnakeCaseNames<GenerationStatus>)])]
[JsonSerializable(typeof(ImageReadyData))]
[JsonSerializable(typeof(GenerationEndedData))]
[JsonSerializable(typeof(CampaignCompletedData))]
[JsonSerializable(typeof(TestData))]
internal sealed partial class WebhookJson : JsonSerializerContext
{
    /// <summary>Does not escape what only HTML has to escape.</summary>
    public static WebhookJson Readable => RelaxedEncoding.Readable;

    private static class RelaxedEncoding
    {
        public static readonly WebhookJson Readable =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
