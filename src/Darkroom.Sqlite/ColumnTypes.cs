using System.Collections.Immutable;
using System.Data;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Keys;
using Darkroom.Prompts;

namespace Darkroom.Sqlite;

/// <summary>
/// How columns store values that are not numbers, texts or bytes, so that queries return the records of the contracts: times as Unix
/// milliseconds, sizes as <c>1024x1536</c>, other records as JSON. Enums are read by name; one whose names have several words needs <see cref="Wire"/>.
/// </summary>
internal static class ColumnTypes
{
    private static readonly Lazy<bool> Registered = new(Register);

    /// <summary>Call before the first query; calling again does nothing.</summary>
    public static void Use() => _ = Registered.Value;

    private static bool Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;

        // Dapper's own mapping of times would take precedence.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        Add(time => time.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds((long)stored));
        Add(size => size.ToString(), stored => PixelSize.TryParse((string)stored, out var size) ? size : throw new FormatException($"'{stored}' is not a size."));
        Add(bytes => bytes.ToArray(), stored => ((byte[])stored).ToImmutableArray());
        AddJson(EventJson.Default.GenerationRequest);
        AddJson(EventJson.Default.Failure);
        AddJson(EventJson.Default.SlotProgress);
        AddJson(EventJson.Default.SlotFallback);
        AddJson(EventJson.Default.ImageFallback);
        AddJson(EventJson.Default.UnfinishedImage);
        AddJson(EventJson.Default.TokenUsage);
        AddJson(EventJson.Default.ReportedOutput);
        AddJsonList(LibraryJson.Default.ImmutableArrayString);
        AddJsonList(LibraryJson.Default.ImmutableArrayCollectionName);
        AddJson(LibraryJson.Default.ImageSelection);
        AddJson(LibraryJson.Default.BulkAction);
        AddJson(PresetJson.Default.StartRequest);
        AddJson(KeyJson.Default.KeyLimits);
        AddJson(CampaignJson.Default.Brief);
        AddJson(CampaignJson.Default.BrandKit);
        AddJson(CampaignJson.Default.CreativeState);
        AddJson(CampaignJson.Default.CreativeLook);
        return true;
    }

    private static void AddJson<T>(JsonTypeInfo<T> type)
        where T : class =>
        Add(value => JsonSerializer.Serialize(value, type), stored => JsonSerializer.Deserialize((string)stored, type)!);

    private static void AddJsonList<T>(JsonTypeInfo<ImmutableArray<T>> type) =>
        Add(values => JsonSerializer.Serialize(values, type), stored => JsonSerializer.Deserialize((string)stored, type));

    private static void Add<T>(Func<T, object> write, Func<object, T> read) => SqlMapper.AddTypeHandler(new Column<T>(write, read));

    private sealed class Column<T>(Func<T, object> write, Func<object, T> read) : SqlMapper.TypeHandler<T>
    {
        public override void SetValue(IDbDataParameter parameter, T? value) => parameter.Value = value is null ? DBNull.Value : write(value);

        public override T Parse(object value) => read(value);
    }
}
