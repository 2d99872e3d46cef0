using System.Threading.Channels;
using Darkroom.Audit;
using Darkroom.Storage;

namespace Darkroom.Server.Http;

/// <summary>Writes entries of the audit log behind the requests that they are about, within a moment. A stop waits until all are written.</summary>
internal sealed partial class AuditTrail(IAuditLog store, TimeProvider time, ILogger<AuditTrail> log) : BackgroundService
{
    /// <summary>More refused requests in a minute are only counted, so that a client without access cannot fill the disk.</summary>
    public const int MaxRefusals = 60;

    private const int WrittenTogether = 500;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Channel<AuditEntry> _entries = Channel.CreateUnbounded<AuditEntry>(new() { SingleReader = true });
    private readonly Lock _lock = new();
    private DateTimeOffset _lastId;
    private DateTimeOffset _windowEnd;
    private int _refusals;
    private int _skipped;

    /// <summary>Adds an entry with the time of now.</summary>
    public void Add(AuditEvent kind, AuditActor actor, string? actorName, string? client, string? subject, string? detail)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (kind == AuditEvent.Refused && !CountRefusal(now))
            {
                return;
            }

            // Ids of the same millisecond would be in a random order.
            var idTime = now > _lastId ? now : _lastId.AddMilliseconds(1);
            _lastId = idTime;
            _entries.Writer.TryWrite(new AuditEntry(
                Ids.New(idTime), now, kind, actor, actorName, client, subject, detail, kind == AuditEvent.Refused ? _skipped : 0));
            _skipped = kind == AuditEvent.Refused ? 0 : _skipped;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _entries.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Until the end of the entries, also while the host stops.
        while (await _entries.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var entries = new List<AuditEntry>();
            while (entries.Count < WrittenTogether && _entries.Reader.TryRead(out var entry))
            {
                entries.Add(entry);
            }

            try
            {
                await store.AddAsync(entries, CancellationToken.None);
            }
            catch (StorageException fault)
            {
                LogLost(fault, entries.Count);
            }
        }
    }

    /// <summary>Counts a refused request. Returns false if there were too many in this minute.</summary>
    private bool CountRefusal(DateTimeOffset now)
    {
        if (now >= _windowEnd)
        {
            (_windowEnd, _refusals) = (now + Window, 0);
        }

        if (_refusals == MaxRefusals)
        {
            _skipped++;
            return false;
        }

        _refusals++;
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Entries} entries of the audit log could not be written. They are in this log, in the category Darkroom.Security")]
    private partial void LogLost(Exception fault, int entries);
}
