using System.Globalization;
using Darkroom.Sqlite;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Sqlite;

/// <summary>Databases as earlier versions of the program left them.</summary>
internal static class EarlierSchema
{
    /// <summary>Creates the database of a version with so many migrations.</summary>
    /// <param name="rows">Statements that fill it.</param>
    internal static Task CreateAsync(string folder, int version, string rows) => ExecuteAsync(folder, 0, version, rows);

    /// <summary>Applies migrations, without what code does between them.</summary>
    internal static Task UpgradeAsync(string folder, int from, int to) => ExecuteAsync(folder, from, to, "");

    private static async Task ExecuteAsync(string folder, int from, int to, string rows)
    {
        var token = TestContext.Current.CancellationToken;
        var assembly = typeof(SqliteStorage).Assembly;
        var text = "";
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order().Skip(from).Take(to - from))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            text += await reader.ReadToEndAsync(token) + "\n";
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "darkroom.db")};Pooling=False");
        await connection.OpenAsync(token);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"{text}{rows}\nPRAGMA user_version = {to};");
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(token);
    }
}
