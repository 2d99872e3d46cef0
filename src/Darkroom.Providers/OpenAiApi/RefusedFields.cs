using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>
/// Asks a server once more without a field that not every server of the Images API knows (a stream, the answer's form), if it refuses
/// exactly that field, and remembers it for that model if it helped. A refused field costs nothing. A request is never repeated unchanged.
/// </summary>
internal sealed class RefusedFields
{
    public const string Stream = "stream";
    public const string ResponseFormat = "response_format";

    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _refused = new(StringComparer.Ordinal);

    /// <summary>Whether a model may still be asked for a stream.</summary>
    public bool Streams(string? model) => !RefusedBy(model).Contains(Stream);

    /// <param name="model">Null for the server's own.</param>
    /// <param name="send">Sends the request with the optional fields that may be sent.</param>
    public async Task<ServiceResponse> SendAsync(string? model, Func<OptionalFields, Task<ServiceResponse>> send)
    {
        var refused = RefusedBy(model);
        while (true)
        {
            var fields = new OptionalFields(refused);
            var reply = await send(fields);
            if (FieldRefusedIn(reply) is not { } name || !fields.Contains(name))
            {
                if (reply.Failure is null)
                {
                    _refused[model ?? ""] = refused;
                }

                return reply;
            }

            refused = refused.Add(name);
        }
    }

    private ImmutableHashSet<string> RefusedBy(string? model) => _refused.GetValueOrDefault(model ?? "", []);

    /// <summary>The field that a refusal is about; only the error's own parameter counts, never a word of its message.</summary>
    private static string? FieldRefusedIn(ServiceResponse reply) =>
        reply.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity && reply.Failure is { Code: FailureCode.InvalidRequest }
            ? reply.Error?.Parameter switch
            {
                Stream or "partial_images" => Stream,
                ResponseFormat => ResponseFormat,
                _ => null,
            }
            : null;
}

/// <summary>Which optional fields one request is sent with.</summary>
/// <param name="refused">Fields that the server refuses.</param>
internal sealed class OptionalFields(ImmutableHashSet<string> refused)
{
    private readonly HashSet<string> _sent = [];

    /// <summary>Whether to send a field; if so, it is noted as sent.</summary>
    public bool TryAdd(string name)
    {
        if (refused.Contains(name))
        {
            return false;
        }

        _sent.Add(name);
        return true;
    }

    /// <summary>Whether the request was sent with a field.</summary>
    public bool Contains(string name) => _sent.Contains(name);
}
