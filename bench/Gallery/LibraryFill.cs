using System.Globalization;
using Darkroom.Gallery;
using Darkroom.Sqlite;
using Microsoft.Data.Sqlite;

namespace Darkroom.Bench.Gallery;

/// <summary>Fills the database of a library with images that have no files: four years of days, several providers, models, sizes and programs.</summary>
internal static class LibraryFill
{
    private const int InTransaction = 20_000;
    private const int Tags = 100;
    private const int Collections = 10;
    private const int Campaigns = 8;
    private static readonly DateTimeOffset Start = new(2022, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Length = TimeSpan.FromDays(4 * 365);

    private static readonly string[] Columns =
    [
        "position", "sequence", "id", "owner_id", "day", "generation_id", "image_index", "attempt", "campaign_id", "blob_hash", "mime", "bytes", "width", "height", "thumb_hash", "difference_hash",
        "created_at", "elapsed_ms", "provider", "model", "seed", "prompt", "revised_prompt", "quality", "usage", "asked_model", "asked_pixels", "cost_micros", "cost_basis", "parent_id",
        "edited", "partials", "favorite", "trashed_at", "source",
    ];

    private static readonly (int Width, int Height)[] Sizes =
        [(1024, 1024), (1024, 1024), (1024, 1024), (1536, 1024), (1024, 1536), (1344, 768), (768, 1344), (512, 512), (2048, 2048), (1920, 1080), (896, 1152), (640, 480)];

    public static void Run(string folder, int images, Vocabulary vocabulary)
    {
        SqliteStorage.Open(folder, TimeProvider.System, TimeZoneInfo.Utc).Dispose();
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "darkroom.db")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF");

        // The totals are counted at the end, by the statements that the migration counts with.
        const string Counting = "FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('images', 'image_tags', 'collection_images')";
        var triggers = Texts(connection, $"SELECT sql {Counting}");
        foreach (var name in Texts(connection, $"SELECT name {Counting}"))
        {
            Execute(connection, $"DROP TRIGGER {name}");
        }

        AddNames(connection);
        for (var done = 0; done < images; done += InTransaction)
        {
            using var transaction = connection.BeginTransaction();
            AddImages(connection, done, Math.Min(images, done + InTransaction), images, vocabulary);
            transaction.Commit();
            Console.Write(FormattableString.Invariant($"\r  {Math.Min(images, done + InTransaction):N0} of {images:N0} images"));
        }

        Console.WriteLine();
        Execute(
            connection,
            """
            INSERT INTO image_days (owner_id, day, images, ratio_sum, bytes)
            SELECT owner_id, day, count(*), sum(width * 1000 / height), sum(bytes) FROM images WHERE trashed_at IS NULL GROUP BY owner_id, day;
            INSERT INTO image_facets (owner_id, facet, value, day, images, ratio_sum)
            SELECT owner_id, facet, value, day, count(*), sum(ratio) FROM image_facet_values GROUP BY owner_id, facet, value, day;
            """);
        triggers.ForEach(trigger => Execute(connection, trigger));
        MergeText(connection);
        Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Merges the text index as far as that of a library which grew image by image.</summary>
    private static void MergeText(SqliteConnection connection)
    {
        using var changes = Prepare(connection, "SELECT total_changes()");
        long before;
        do
        {
            before = (long)changes.ExecuteScalar()!;
            Execute(connection, "INSERT INTO images_text (images_text, rank) VALUES ('merge', 1000)");
        }
        while ((long)changes.ExecuteScalar()! - before >= 2);
    }

    private static void AddNames(SqliteConnection connection)
    {
        for (var number = 0; number < Tags; number++)
        {
            Execute(connection, FormattableString.Invariant($"INSERT INTO tags (id, owner_id, name, key) VALUES ({number + 1}, 1, 'tag {number}', 'tag {number}')"));
        }

        for (var number = 0; number < Collections; number++)
        {
            Execute(connection, FormattableString.Invariant($"INSERT INTO collections (id, owner_id, name, key, created_at) VALUES ('c{number}', 1, 'collection {number}', 'collection {number}', 0)"));
        }

        for (var number = 0; number < Campaigns; number++)
        {
            Execute(connection, FormattableString.Invariant(
                $"INSERT INTO campaigns (id, created_at, changed_at, version, brief) VALUES ('campaign{number}', 0, 0, 1, json_object('name', 'campaign {number}'))"));
        }
    }

    private static void AddImages(SqliteConnection connection, int from, int to, int all, Vocabulary vocabulary)
    {
        using var image = Prepare(connection, $"INSERT INTO images ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", Columns.Select(column => $"@{column}"))})", Columns);
        using var text = Prepare(connection, "INSERT INTO images_text (rowid, text) VALUES (@position, @text)", "position", "text");
        using var generation = Prepare(
            connection, "INSERT INTO generations (id, created_at, status, request, last_sequence) VALUES (@id, @created, 'completed', @request, 0)", "id", "created", "request");
        using var tag = Prepare(connection, "INSERT OR IGNORE INTO image_tags VALUES (@tag, @position)", "tag", "position");
        using var collection = Prepare(connection, "INSERT OR IGNORE INTO collection_images VALUES (@collection, @position)", "collection", "position");
        var random = new Random(from);
        for (var number = from; number < to; number++)
        {
            var one = MakeImage(number, all, random, vocabulary);
            if (one["generation_id"] is string id)
            {
                Run(generation, id, one["created_at"], $$"""{"n":1,"provider":"{{one["provider"]}}","prompt":"{{one["prompt"]}}","size":"{{one["width"]}}x{{one["height"]}}","partial_images":2}""");
            }

            Run(image, [.. Columns.Select(column => one.GetValueOrDefault(column))]);
            Run(text, one["position"], SearchText.ForIndex([(string?)one["prompt"], (string?)one.GetValueOrDefault("revised_prompt")]));
            if (random.Next(10) == 0)
            {
                Run(tag, 1 + (int)(Tags * Math.Pow(random.NextDouble(), 3)), one["position"]);
            }

            if (random.Next(50) == 0)
            {
                Run(collection, $"c{random.Next(Collections)}", one["position"]);
            }
        }
    }

    private static Dictionary<string, object?> MakeImage(int number, int all, Random random, Vocabulary vocabulary)
    {
        var time = Start + (Length * ((double)number / all));
        var isImported = random.Next(5) == 0;
        var provider = isImported ? "import" : random.Next(20) switch { 0 => "painter", < 10 => "openai", < 15 => "bfl", _ => "gemini" };
        var (width, height) = isImported && random.Next(4) == 0 ? (64 * random.Next(4, 40), 64 * random.Next(4, 40)) : Sizes[random.Next(Sizes.Length)];
        var created = time.ToUnixTimeMilliseconds();
        var id = number.ToString("x32", CultureInfo.InvariantCulture);
        return new Dictionary<string, object?>
        {
            // No second has more images than positions.
            ["position"] = ImagePosition.FirstOf(time) + (number % ImagePosition.PerSecond),
            ["sequence"] = number + 1,
            ["id"] = id,
            ["owner_id"] = 1,
            ["day"] = (int)(time.ToUnixTimeSeconds() / 86_400),
            ["generation_id"] = isImported ? null : id,
            ["image_index"] = isImported ? null : 0,
            ["attempt"] = isImported ? null : 1,
            ["campaign_id"] = random.Next(40) == 0 ? $"campaign{random.Next(Campaigns)}" : null,
            ["blob_hash"] = Bytes(random, 32),
            ["mime"] = "image/png",
            ["bytes"] = 1_000_000 + random.Next(1_000_000),
            ["width"] = width,
            ["height"] = height,
            ["thumb_hash"] = Bytes(random, 25),
            ["difference_hash"] = random.NextInt64(long.MinValue, long.MaxValue),
            ["created_at"] = created,
            ["elapsed_ms"] = random.Next(30_000),
            ["provider"] = provider,
            ["model"] = provider == "painter" ? null : $"{provider}-model-{(int)(12 * Math.Pow(random.NextDouble(), 2))}",
            ["seed"] = random.Next(3) == 0 ? null : random.Next(10_000),
            ["prompt"] = vocabulary.Prompt(random),
            ["revised_prompt"] = provider == "openai" && random.Next(2) == 0 ? vocabulary.Prompt(random) : null,
            ["quality"] = provider == "openai" ? "high" : null,
            ["usage"] = provider == "openai" ? """{"input_tokens":60,"output_tokens":4160,"total_tokens":4220}""" : null,
            ["asked_model"] = "",
            ["asked_pixels"] = width * height,
            ["cost_micros"] = provider switch { "openai" => 10_000 + random.Next(200_000), "bfl" => 40_000, "gemini" => 39_000, _ => null },
            ["cost_basis"] = provider switch { "openai" => "tokens", "bfl" or "gemini" => "price_list", _ => null },
            ["parent_id"] = number > 0 && random.Next(25) == 0 ? random.Next(number).ToString("x32", CultureInfo.InvariantCulture) : null,
            ["edited"] = random.Next(20) == 0 ? 1 : 0,
            ["partials"] = isImported ? 0 : random.Next(4),
            ["favorite"] = random.Next(50) == 0 ? 1 : 0,
            ["trashed_at"] = random.Next(100) == 0 ? created : null,
            ["source"] = isImported ? $"program {random.Next(4)}" : null,
        };
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params IEnumerable<string> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@{name}" });
        }

        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = Prepare(connection, sql);
        command.ExecuteNonQuery();
    }

    private static List<string> Texts(SqliteConnection connection, string sql)
    {
        using var command = Prepare(connection, sql);
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
