using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>
/// Handles fields that not every server of the Images API accepts (a stream, the response format). If a server rejects exactly such a field,
/// the request is sent again without it, and the field is omitted for that model from then on. A rejected field costs nothing. A request is
/// never sent again unchanged.
/// </summary>
internal sealed class RefusedFields
{
    public const string Stream = "stream";
    public const string ResponseFormat = "response_format";

    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _refused = new(StringComparer.Ordinal);

    /// <summary>Whether a stream may be requested from a model.</summary>
    public bool Streams(string? model) => !RefusedBy(model).Contains(Stream);

    /// <param name="model">The model; null for the server's default.</param>
    /// <param name="send">Sends the request with the optional fields that are allowed.</param>
    public async Task<ServiceResponse> SendAsync(string? model, Func<OptionalFields, Task<ServiceResponse>> send)
    {
        var refused = RefusedBy(model);
        while (true)
        {
            var fields = new OptionalFields(refused);
            var response = await send(fields);
            if (FieldRefusedIn(response) is not { } name || !fields.Contains(name))
            {
                if (response.Failure is null)
                {
                    _refused[model ?? ""] = refused;
                }

                return response;
            }

            refused = refused.Add(name);
        }
    }

    private ImmutableHashSet<string> RefusedBy(string? model) => _refused.GetValueOrDefault(model ?? "", []);

    /// <summary>The field that an error rejects. Only the error's parameter counts, never a word of its message.</summary>
    private static string? FieldRefusedIn(ServiceResponse response) =>
        response is { Status: HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, Failure.Code: FailureCode.InvalidRequest }
            ? response.Error?.Parameter switch
            {
                Stream or "partial_images" => Stream,
                ResponseFormat => ResponseFormat,
                _ => null,
            }
            : null;
}

/// <summary>The optional fields of one request.</summary>
/// <param name="refused">The fields that the server rejects.</param>
internal sealed class OptionalFields(ImmutableHashSet<string> refused)
{
    private readonly HashSet<string> _sent = [];

    /// <summary>Adds a field, unless the server rejects it.</summary>
    /// <returns>True if the field is to be sent.</returns>
    public bool TryAdd(string name)
    {
        if (refused.Contains(name))
        {
            return false;
        }

        _sent.Add(name);
        return true;
    }

    public bool Contains(string name) => _sent.Contains(name);
}
