using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAi;

/// <summary>
/// All the requests of one call. Mostly that is one; in background mode, where a response does not end with its connection, the
/// stream is picked up where it broke, and where the response cannot be streamed one asks how far it is.
/// </summary>
/// <param name="connection">To the service.</param>
/// <param name="call">The call; its time is over for all requests at once.</param>
/// <param name="stream">Reads all the answers.</param>
/// <param name="cursor">Where we are, shared with the stream; null outside background mode.</param>
/// <param name="longestAnswer">The most bytes each answer may have.</param>
internal sealed class OpenAiExchange(
    OpenAiConnection connection, ProviderCall call, OpenAiStream stream, OpenAiCursor? cursor, long longestAnswer)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    // Before each attempt to pick the stream up; they start over after one that brought something new.
    private static readonly ImmutableArray<TimeSpan> RetryDelays = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    private bool _streams = true;
    private int _attempts;
    private GenerationUpdate? _end;

    /// <summary>Begins a response and follows it to its end.</summary>
    /// <param name="body">The request.</param>
    /// <param name="streams">Whether it asks for a stream.</param>
    /// <param name="cancellationToken">The call's token.</param>
    public async IAsyncEnumerable<GenerationUpdate> BeginAsync(
        HttpContent body, bool streams, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reply = await connection.CreateAsync(body, streams, call);
        if (reply.Message is not { } answer)
        {
            yield return new GenerationUpdate.Failed(reply.Failure!);
            yield break;
        }

        await foreach (var update in ReadAsync(answer, cancellationToken))
        {
            yield return update;
        }

        await foreach (var update in FollowAsync(NextDelay(polled: !_streams, news: true), cancellationToken))
        {
            yield return update;
        }
    }

    /// <summary>Follows a response that an earlier call began.</summary>
    public IAsyncEnumerable<GenerationUpdate> ResumeAsync(CancellationToken cancellationToken) =>
        FollowAsync(TimeSpan.Zero, cancellationToken);

    private async IAsyncEnumerable<GenerationUpdate> FollowAsync(
        TimeSpan wait, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (_end is null)
        {
            if (wait > TimeSpan.Zero && await call.DelayAsync(wait) is { } late)
            {
                yield return new GenerationUpdate.Failed(late) { WorkContinues = true };
                yield break;
            }

            var (polled, seen) = (!_streams, cursor!.Sequence);
            var reply = await SendAsync(cursor.ResponseId!);
            if (reply.Message is null)
            {
                if (FailureFor(reply) is { } end)
                {
                    yield return end;
                    yield break;
                }
            }
            else
            {
                await foreach (var update in ReadAsync(reply.Message, cancellationToken))
                {
                    yield return update;
                }

                _streams &= !stream.EndedWithoutResult;
            }

            wait = Max(NextDelay(polled, cursor.Sequence > seen), reply.Failure?.RetryAfter);
        }
    }

    private Task<ServiceResponse> SendAsync(string responseId) => _streams
        ? connection.StreamAsync(responseId, cursor!.Sequence, call)
        : connection.GetAsync(responseId, call);

    /// <returns>Null where it is worth asking again, or in another way.</returns>
    private GenerationUpdate.Failed? FailureFor(ServiceResponse refused)
    {
        if (refused.Status is HttpStatusCode.NotFound)
        {
            return new GenerationUpdate.Failed(new Failure(
                FailureCode.Interrupted, "OpenAI no longer knows the response that was to be picked up. It may have been billed."));
        }

        if (refused.IsTransient || (refused.IsRejected && _streams))
        {
            _streams &= refused.IsTransient;
            return null;
        }

        return new GenerationUpdate.Failed(refused.Failure!) { WorkContinues = !refused.IsRejected };
    }

    /// <param name="polled">Whether the last request asked how far the response is.</param>
    /// <param name="news">Whether it brought anything new.</param>
    private TimeSpan NextDelay(bool polled, bool news)
    {
        if (polled)
        {
            return PollInterval;
        }

        _attempts = news ? 0 : _attempts;
        _streams &= _attempts < RetryDelays.Length;
        return _streams ? RetryDelays[_attempts++] : TimeSpan.Zero;
    }

    private static TimeSpan Max(TimeSpan wait, TimeSpan? asked) => asked > wait ? asked.Value : wait;

    private async IAsyncEnumerable<GenerationUpdate> ReadAsync(
        HttpResponseMessage answer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var disposed = answer;
        await using var content = await answer.Content.ReadAsStreamAsync(CancellationToken.None);
        await using var body = new BoundedStream(content, longestAnswer);
        await using var start = new ResponseSniffer(body);
        await foreach (var update in UpdatesIn(await start.DetectAsync(cancellationToken), start, body, cancellationToken))
        {
            _end = update is GenerationUpdate.FinalImage or GenerationUpdate.Failed ? update : null;
            yield return update;
        }
    }

    private async IAsyncEnumerable<GenerationUpdate> UpdatesIn(
        ResponseKind kind, ResponseSniffer start, BoundedStream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case ResponseKind.Json:
                _streams = false;
                var whole = await stream.ReadWholeAsync(start, body, cancellationToken);
                if (cursor?.TakeNewToken() is { } token && whole is null or GenerationUpdate.Progress)
                {
                    yield return new GenerationUpdate.Resumable(token);
                }

                if (whole is not null)
                {
                    yield return whole;
                }

                break;
            case ResponseKind.Markup when cursor?.Token is null:
                yield return new GenerationUpdate.Failed(
                    new Failure(FailureCode.BadOutput, $"{connection.Service.BaseUrl.Authority} answered with a web page. Check the base URL."));
                break;
            case ResponseKind.Markup:
                _streams = false;
                break;
            default:
                await foreach (var update in stream.ReadEventsAsync(start, body, cancellationToken))
                {
                    yield return update;
                }

                break;
        }
    }
}
