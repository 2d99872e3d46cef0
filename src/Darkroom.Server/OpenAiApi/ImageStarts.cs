using System.Text;
using System.Text.Json;
using Darkroom.Keys;
using Darkroom.Storage;

namespace Darkroom.Server.OpenAiApi;

/// <summary>A generation that a request of a client started, or got because the client had lost an earlier answer.</summary>
/// <param name="Body">Identifies the request by its content and its sender.</param>
internal sealed record StartedImages(string Id, string Body);

/// <summary>
/// Starts generations so that nothing is paid twice. Clients repeat a request by themselves when its connection breaks, without an idempotency key: the
/// same request of the same sender gets the images of the first one, if those were not delivered.
/// </summary>
internal sealed class ImageStarts(
    GenerationService generations, IGenerationStore store, IEventLog log, ILostAnswers lost, ICurrentCaller callers, TimeProvider time)
{
    /// <summary>How long after its end an undelivered generation is given to a repeated request.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(15);

    private const string KeyHeader = "Idempotency-Key";

    /// <returns>The generation, or why none was started.</returns>
    public async Task<(StartedImages? Started, IResult? Rejected)> StartAsync(StartRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        var key = context.Request.Headers[KeyHeader].ToString();
        var content = JsonSerializer.SerializeToUtf8Bytes(request);
        var sender = callers.Caller.Key?.Id ?? context.Request.Headers.Authorization.ToString();
        var body = ContentHash.Compute([.. content, .. Encoding.UTF8.GetBytes($"{context.Request.Path} {sender}")]);
        if (key.Length == 0 && await TakeAsync(body, cancellationToken) is { } earlier)
        {
            return Named(new StartedImages(earlier, body), context);
        }

        var idempotency = key.Length == 0 ? null : new IdempotencyKey($"v1 {ContentHash.Compute(Encoding.UTF8.GetBytes(key))}", ContentHash.Compute(content));
        return await generations.StartAsync(request, idempotency, cancellationToken) switch
        {
            StartOutcome.Accepted(var state, _) => Named(new StartedImages(state.Id, body), context),
            var rejected => (null, Problems.NotStarted(rejected)),
        };
    }

    private static (StartedImages, IResult?) Named(StartedImages started, HttpContext context)
    {
        context.Response.Headers[ImageRequests.GenerationHeader] = started.Id;
        return (started, null);
    }

    /// <summary>Returns the generation of an earlier request whose client is gone; null if there is none, or its images are too old.</summary>
    private async Task<string?> TakeAsync(string body, CancellationToken cancellationToken)
    {
        if (await lost.TakeAsync(body, time.GetUtcNow(), time.GetUtcNow() + DeliveredAnswer.Hold, cancellationToken) is not { } id || await store.FindAsync(id, cancellationToken) is not { } state)
        {
            return null;
        }

        var last = state.Ended ? await log.ReadAsync(id, state.LastSequence - 1, 1, cancellationToken) : [];
        return last is [{ At: var ended }] && time.GetUtcNow() - ended > KeptFor ? null : id;
    }
}
