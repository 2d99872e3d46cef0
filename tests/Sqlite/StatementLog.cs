using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Darkroom.Tests.Sqlite;

/// <summary>The text of every statement that any <see cref="TempStorage"/> of this process has run, as the stores wrote it.</summary>
internal static class StatementLog
{
    private static readonly ConcurrentDictionary<string, byte> Seen = new(StringComparer.Ordinal);
    private static readonly strdelegate_profile Add = (_, statement, _) => Seen.TryAdd(statement, 0);

    internal static IReadOnlyCollection<string> Statements => [.. Seen.Keys];

    internal static void Observe(SqliteConnection connection) => raw.sqlite3_profile(connection.Handle, Add, null);
}
