using System.Globalization;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Sqlite.Gallery;
using Darkroom.Sqlite.Prompts;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite;

/// <summary>
/// Numbered SQL files, each applied once in one transaction, the copy of the images between two of them, and the history of prompts after one. The database's
/// <c>user_version</c> is the number of the last file.
/// </summary>
internal static class Migrations
{
    /// <summary>The number of the last file.</summary>
    public static int Latest => Numbered()[^1].Number;

    public static void Apply(SqliteConnection connection, LocalDays days, IProgress<UpgradeProgress>? progress)
    {
        var all = Numbered();
        var current = connection.ExecuteScalar<int>("PRAGMA user_version");
        if (current > all[^1].Number)
        {
            throw new InvalidDataException(
                $"The database was written by a newer Darkroom (schema {current}, this program knows {all[^1].Number}). Update Darkroom.");
        }

        foreach (var (number, sql) in all.Where(one => one.Number > current))
        {
            if (number == ImageCopy.Before)
            {
                ImageCopy.Run(connection, days, progress);
            }

            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(sql, transaction: transaction);
            if (number == PromptRows.FilledAfter)
            {
                PromptRows.Fill(connection, transaction);
            }

            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {number}"), transaction: transaction);
            transaction.Commit();
        }
    }

    private static List<(int Number, string Sql)> Numbered()
    {
        var assembly = typeof(Migrations).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => (int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), Read(name)))
            .OrderBy(one => one.Item1)];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }
}
