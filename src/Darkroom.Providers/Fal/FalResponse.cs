using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Fal;

/// <summary>Reads what the queue and the apps answer.</summary>
internal static class FalResponse
{
    /// <summary>Reads how far a request is; null where it is done, or it is no such answer.</summary>
    public static RemoteJobState.Working? WorkingOf(JsonElement status) => status.Text("status") switch
    {
        "IN_QUEUE" => new RemoteJobState.Working(
            null, status.Integer("queue_position") is >= 0 and <= int.MaxValue and var position ? (int)position : null),
        "IN_PROGRESS" => new RemoteJobState.Working(StepLog.ParseFraction(
            string.Join('\n', status.Elements("logs").TakeLast(20).Select(line => line.Text("message"))))),
        _ => null,
    };

    /// <summary>Reads an app's result; null where it holds no image.</summary>
    /// <param name="result">The app's answer.</param>
    /// <param name="service">Whose safety check it was.</param>
    /// <param name="app">That made it.</param>
    public static RemoteJobState? ResultOf(JsonElement result, ServiceProfile service, string? app)
    {
        var image = result.Elements("images").Select(each => each.Text("url")).FirstOrDefault(url => url is not null)
            ?? result.Property("image")?.Text("url");
        if (image is null)
        {
            return null;
        }

        // The image is there, and black.
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
