using System.Net;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>
/// Asks a server once more without the fields that not every server of the Images API knows (a stream, the answer's form), where it
/// refuses them, and remembers it if that helped. A refused field costs nothing.
/// </summary>
internal sealed class PlainSpeech
{
    private volatile bool _needed;

    /// <summary>Whether this server is asked without them by now.</summary>
    public bool Needed => _needed;

    /// <param name="send">Sends the request; true: without those fields.</param>
    public async Task<ServiceReply> AskAsync(Func<bool, Task<ServiceReply>> send)
    {
        var reply = await send(_needed);
        if (!_needed && MayHelp(reply))
        {
            reply = await send(true);
            _needed = reply.Failure is null;
        }

        return reply;
    }

    private static bool MayHelp(ServiceReply reply) =>
        reply.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity
        && reply.Failure is { Code: FailureCode.InvalidRequest, Message: var said }
        && (said.Contains("stream", StringComparison.OrdinalIgnoreCase) || said.Contains("partial_images", StringComparison.Ordinal)
            || said.Contains("response_format", StringComparison.Ordinal));
}
