using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Fal;

/// <summary>Reads the responses of the queue and the apps.</summary>
internal static class FalResponse
{
    /// <summary>Reads the state of a request; returns null if it is done or the response is something else.</summary>
    public static RemoteJobState.Working? WorkingOf(JsonElement status) => status.Text("status") switch
    {
        "IN_QUEUE" => new RemoteJobState.Working(null, status.Index("queue_position")),
        "IN_PROGRESS" => new RemoteJobState.Working(StepLog.ParseFraction(
            string.Join('\n', status.Elements("logs").TakeLast(20).Select(line => line.Text("message"))))),
        _ => null,
    };

    /// <summary>Reads an app's result; returns null if it contains no image.</summary>
    /// <param name="result">The app's response.</param>
    public static RemoteJobState? ResultOf(JsonElement result, ServiceProfile service, string? app)
    {
        var image = result.Texts("images", "url").FirstOrDefault() ?? result.Property("image")?.Text("url");
        if (image is null)
        {
            return null;
        }

        // A blocked image is delivered, but black.
        if (SafetyTerms.FlagSetIn(result))
        {
            return new RemoteJobState.Failed(service.Blocked(new ModerationVerdict("output", ["nsfw"])));
        }

        return new RemoteJobState.Finished(image)
        {
            Model = app,
            Seed = result.Integer("seed"),
            RevisedPrompt = result.Text("prompt") is { Length: > 0 } prompt ? prompt : null,
        };
    }
}
