using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Darkroom.Sqlite.Gallery;

/// <summary>
/// Positions of images in one direction. They are compared as keys that grow in that direction: positions themselves for the oldest first, their
/// negatives for the newest first. Several streams are combined by jumping from one to the next, so that the rarest decides how much is read.
/// </summary>
internal abstract class PositionStream : IDisposable
{
    public const long End = long.MaxValue;

    /// <summary>Returns the first key that is not less than another; <see cref="End"/> if there is none.</summary>
    /// <param name="key">Not less than in the call before.</param>
    public abstract long Next(long key);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>The positions that a statement returns, read when they are asked for.</summary>
internal sealed class StatementStream : PositionStream
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int _from;
    private readonly int _patience;
    private readonly long _sign;
    private long _current = long.MinValue;

    /// <param name="sql">Returns positions, beginning with <c>@from</c>, in the order of the stream.</param>
    /// <param name="newestFirst">The direction of the stream.</param>
    /// <param name="patience">How many positions are skipped one by one until it is cheaper to begin the statement at another place.</param>
    /// <param name="value">The value of <c>@value</c>: a text or a number; null if there is none.</param>
    public StatementStream(SqliteConnection connection, string sql, bool newestFirst, int patience, object? value)
    {
        (_database, _patience, _sign) = (connection.Handle!, patience, newestFirst ? -1 : 1);
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
        _from = raw.sqlite3_bind_parameter_index(_statement, "@from");
        Check(value switch
        {
            string text => raw.sqlite3_bind_text(_statement, raw.sqlite3_bind_parameter_index(_statement, "@value"), text),
            long number => raw.sqlite3_bind_int64(_statement, raw.sqlite3_bind_parameter_index(_statement, "@value"), number),
            _ => raw.SQLITE_OK,
        });
    }

    /// <inheritdoc/>
    public override long Next(long key)
    {
        if (key == End)
        {
            return End;
        }

        for (var skipped = 0; _current < key; skipped++)
        {
            if (_current == long.MinValue || skipped == _patience)
            {
                Check(raw.sqlite3_reset(_statement));
                Check(raw.sqlite3_bind_int64(_statement, _from, key * _sign));
                skipped = int.MinValue;
            }

            var result = raw.sqlite3_step(_statement);
            if (result == raw.SQLITE_DONE)
            {
                _current = End;
            }
            else if (result == raw.SQLITE_ROW)
            {
                _current = raw.sqlite3_column_int64(_statement, 0) * _sign;
            }
            else
            {
                Check(result);
            }
        }

        return _current;
    }

    /// <summary>Reads all keys from a first one on; null, and begins again, if there are too many.</summary>
    public List<long>? TryReadAll(long first, int most)
    {
        var keys = new List<long>();
        for (var key = first; (key = Next(key)) != End; key++)
        {
            if (keys.Count == most)
            {
                _current = long.MinValue;
                return null;
            }

            keys.Add(key);
        }

        return keys;
    }

    /// <inheritdoc/>
    public override void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}

/// <summary>Keys that are known.</summary>
internal sealed class ListStream(long[] sortedKeys) : PositionStream
{
    private int _at;

    /// <inheritdoc/>
    public override long Next(long key)
    {
        if (_at < sortedKeys.Length && sortedKeys[_at] < key)
        {
            var found = Array.BinarySearch(sortedKeys, _at, sortedKeys.Length - _at, key);
            _at = found < 0 ? ~found : found;
        }

        return _at < sortedKeys.Length ? sortedKeys[_at] : End;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Nothing is open.
    }
}

/// <summary>Every key between two, whether an image has it or not.</summary>
internal sealed class RangeStream(long first, long last) : PositionStream
{
    /// <inheritdoc/>
    public override long Next(long key) => key > last ? End : Math.Max(key, first);

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Nothing is open.
    }
}

/// <summary>The keys that all streams contain.</summary>
internal sealed class AllOf(IReadOnlyList<PositionStream> streams) : PositionStream
{
    /// <inheritdoc/>
    public override long Next(long key)
    {
        for (var agreed = 0; agreed < streams.Count;)
        {
            agreed = 0;
            foreach (var stream in streams)
            {
                var next = stream.Next(key);
                if (next == End)
                {
                    return End;
                }

                agreed = next == key ? agreed + 1 : 1;
                key = next;
            }
        }

        return key;
    }

    /// <inheritdoc/>
    public override void Dispose() => PositionStreams.Dispose(streams);
}

/// <summary>The keys that any stream contains.</summary>
internal sealed class AnyOf(IReadOnlyList<PositionStream> streams) : PositionStream
{
    /// <inheritdoc/>
    public override long Next(long key)
    {
        var first = End;
        foreach (var stream in streams)
        {
            first = Math.Min(first, stream.Next(key));
        }

        return first;
    }

    /// <inheritdoc/>
    public override void Dispose() => PositionStreams.Dispose(streams);
}

/// <summary>The keys of a stream that another one does not contain.</summary>
internal sealed class Without(PositionStream stream, PositionStream excluded) : PositionStream
{
    /// <inheritdoc/>
    public override long Next(long key)
    {
        while (true)
        {
            key = stream.Next(key);
            if (key == End || excluded.Next(key) != key)
            {
                return key;
            }

            key++;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => PositionStreams.Dispose([stream, excluded]);
}

internal static class PositionStreams
{
    public static void Dispose(IEnumerable<PositionStream> streams)
    {
        foreach (var stream in streams)
        {
            stream.Dispose();
        }
    }
}
