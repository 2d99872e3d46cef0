using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAi;

/// <summary>
/// Sends all requests of one call, usually one. In background mode, where a response does not end with its connection, an aborted stream is
/// resumed where it broke, and a response that cannot be streamed is polled.
/// </summary>
/// <param name="call">The call, whose timeout covers all requests.</param>
/// <param name="stream">Reads all responses.</param>
/// <param name="cursor">The position, shared with the stream; null outside background mode.</param>
/// <param name="maxResponseLength">The maximum size of each response, in bytes.</param>
internal sealed class OpenAiExchange(
    OpenAiConnection connection, ProviderCall call, OpenAiStream stream, OpenAiCursor? cursor, long maxResponseLength)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    // The delays before each attempt to resume the stream. They restart after an attempt that yields a new event.
    private static readonly ImmutableArray<TimeSpan> RetryDelays = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    private bool _streams = true;
    private int _attempts;
    private GenerationUpdate? _end;

    /// <summary>Creates a response, or resumes one that an earlier call created, and follows it to its end.</summary>
    /// <param name="body">The body that creates a response; null to resume the one at the cursor.</param>
    /// <param name="streams">Whether the body requests a stream.</param>
    public async IAsyncEnumerable<GenerationUpdate> RunAsync(
        HttpContent? body, bool streams, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var wait = TimeSpan.Zero; _end is null; body = null)
        {
            if (wait > TimeSpan.Zero && await call.DelayAsync(wait) is { } timeout)
            {
                yield return new GenerationUpdate.Failed(timeout) { WorkContinues = true };
                yield break;
            }

            var (polled, seen) = (!_streams, cursor?.Sequence);
            var response = body is null ? await SendAsync(cursor!.ResponseId!) : await connection.CreateAsync(body, streams, call);
            if (response.Message is { } message)
            {
                await foreach (var update in ReadAsync(message, cancellationToken))
                {
                    yield return update;
                }

                _streams &= body is not null || !stream.EndedWithoutResult;
            }
            else if ((body is null ? FailureFor(response) : new GenerationUpdate.Failed(response.Failure!)) is { } end)
            {
                yield return end;
                yield break;
            }

            wait = body is null
                ? Max(NextDelay(polled, cursor!.Sequence > seen), response.Failure?.RetryAfter)
                : NextDelay(polled: !_streams, progressed: true);
        }
    }

    private Task<ServiceResponse> SendAsync(string responseId) => _streams
        ? connection.StreamAsync(responseId, cursor!.Sequence, call)
        : connection.GetAsync(responseId, call);

    /// <returns>The failure; null to retry, by polling if the stream was rejected.</returns>
    private GenerationUpdate.Failed? FailureFor(ServiceResponse refused)
    {
        if (refused.Status is HttpStatusCode.NotFound)
        {
            return new GenerationUpdate.Failed(new Failure(
                FailureCode.Interrupted, "OpenAI no longer knows the image that was to be resumed. It may have been billed."));
        }

        if (refused.IsTransient || (refused.IsRejected && _streams))
        {
            _streams &= refused.IsTransient;
            return null;
        }

        return new GenerationUpdate.Failed(refused.Failure!) { WorkContinues = !refused.IsRejected };
    }

    /// <param name="polled">Whether the last request was a poll.</param>
    /// <param name="progressed">Whether it yielded a new event.</param>
    private TimeSpan NextDelay(bool polled, bool progressed)
    {
        if (polled)
        {
            return PollInterval;
        }

        _attempts = progressed ? 0 : _attempts;
        _streams &= _attempts < RetryDelays.Length;
        return _streams ? RetryDelays[_attempts++] : TimeSpan.Zero;
    }

    private static TimeSpan Max(TimeSpan wait, TimeSpan? asked) => asked > wait ? asked.Value : wait;

    private async IAsyncEnumerable<GenerationUpdate> ReadAsync(
        HttpResponseMessage message, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var disposed = message;
        await using var content = await message.Content.ReadAsStreamAsync(CancellationToken.None);
        await using var body = new BoundedStream(content, maxResponseLength);
        await using var start = new ResponseSniffer(body);
        var kind = await start.DetectAsync(cancellationToken);
        _streams &= kind is not (ResponseKind.Json or ResponseKind.Markup);
        var updates = kind switch
        {
            ResponseKind.Json => ReadWholeAsync(start, body, cancellationToken),
            ResponseKind.Markup when cursor?.Token is null => new GenerationUpdate[] { WebPage() }.ToAsyncEnumerable(),
            ResponseKind.Markup => AsyncEnumerable.Empty<GenerationUpdate>(),
            _ => stream.ReadEventsAsync(start, body, cancellationToken),
        };
        await foreach (var update in updates)
        {
            _end = update is GenerationUpdate.FinalImage or GenerationUpdate.Failed ? update : null;
            yield return update;
        }
    }

    private GenerationUpdate.Failed WebPage() => new(new Failure(
        FailureCode.BadOutput, $"{connection.Service.BaseUrl.Authority} responded with a web page. Check the base URL."));

    private async IAsyncEnumerable<GenerationUpdate> ReadWholeAsync(
        ResponseSniffer start, BoundedStream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var whole = await stream.ReadWholeAsync(start, body);
        if (cursor?.TakeNewToken() is { } token && whole is null or GenerationUpdate.Progress)
        {
            yield return new GenerationUpdate.Resumable(token);
        }

        if (whole is not null)
        {
            yield return whole;
        }
    }
}
