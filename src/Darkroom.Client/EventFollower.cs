using System.Runtime.CompilerServices;

namespace Darkroom.Client;

/// <summary>Follows the events of a generation over as many connections as it takes.</summary>
internal sealed class EventFollower(Transport transport, string generationId, InlineImages inline)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly DarkroomClientOptions _options = transport.Options;
    private long? _lostAt;
    private TimeSpan _wait = FirstWait;

    /// <summary>Returns every event after a position, until the generation has ended.</summary>
    /// <exception cref="DarkroomException">The server refuses, sends something unreadable, or cannot be reached for too long.</exception>
    public async IAsyncEnumerable<GenerationEvent> RunAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (position, complete) = (after, false);
        while (true)
        {
            var (connection, fault) = await ConnectAsync(position, cancellationToken).ConfigureAwait(false);
            if (connection is not null)
            {
                await using (connection.ConfigureAwait(false))
                {
                    while (await connection.NextAsync().ConfigureAwait(false) is { } one)
                    {
                        if (one.Id > position)
                        {
                            (position, complete) = (one.Id, one is GenerationEvent.Complete);
                            (_lostAt, _wait) = (null, FirstWait);
                            yield return one;
                        }
                    }

                    fault = connection.Fault;
                }

                if (fault is null && (complete || await IsOverAsync(position, cancellationToken).ConfigureAwait(false)))
                {
                    yield break;
                }
            }

            await WaitAsync(fault, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(EventConnection? Connection, DarkroomException? Fault)> ConnectAsync(long position, CancellationToken cancellationToken)
    {
        try
        {
            return (await EventConnection.OpenAsync(transport, generationId, position, inline, cancellationToken).ConfigureAwait(false), null);
        }
        catch (DarkroomException fault) when (fault.IsTransient)
        {
            return (null, fault);
        }
    }

    /// <summary>Returns whether a stream that ended has sent everything: a server that stops ends its streams too.</summary>
    private async Task<bool> IsOverAsync(long position, CancellationToken cancellationToken)
    {
        try
        {
            var now = await transport.GetAsync(DarkroomClient.GenerationPath(generationId), ClientJson.Wire.Generation, cancellationToken).ConfigureAwait(false);
            return now.Ended && now.LastEventId <= position;
        }
        catch (DarkroomException fault) when (fault.IsTransient)
        {
            return false;
        }
    }

    /// <summary>Waits before the next connection, twice as long each time.</summary>
    /// <exception cref="DarkroomException">There has been no event for too long.</exception>
    private async Task WaitAsync(DarkroomException? fault, CancellationToken cancellationToken)
    {
        _lostAt ??= _options.TimeProvider.GetTimestamp();
        if (_options.TimeProvider.GetElapsedTime(_lostAt.Value) + _wait > _options.ReconnectTimeout)
        {
            throw fault ?? new DarkroomException(ErrorCodes.ConnectionFailed, "The server ends the event stream again and again before the generation has ended.");
        }

        var wait = fault?.RetryAfter is { } asked && asked > _wait ? asked : _wait;
        await Task.Delay(wait < MaxWait ? wait : MaxWait, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        _wait = _wait * 2 < MaxWait ? _wait * 2 : MaxWait;
    }
}
