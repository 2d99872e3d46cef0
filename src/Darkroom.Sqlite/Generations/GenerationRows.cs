using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapper;
using Darkroom.Generations;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>Generations, slots and events as rows.</summary>
internal static class GenerationRows
{
    private const string Columns = "id, created_at, status, request, last_sequence";
    private const string SlotColumns =
        """
        s.generation_id, s.image_index, s.status, s.attempt, s.tries, s.not_before, s.lease_owner, s.lease_until, s.started_at,
        s.first_started_at, s.resume_token, s.image_id, s.failure, s.progress, s.fallback, s.unfinished, i.thumb_hash, i.width, i.height, i.mime,
        i.quality, i.model, i.fallback AS image_fallback
        """;

    public static GenerationState? Load(SqliteConnection connection, string id) =>
        Load(connection, $"SELECT {Columns} FROM generations WHERE id = @id", new { id }).SingleOrDefault();

    public static IEnumerable<GenerationState> Load(SqliteConnection connection, IReadOnlyCollection<string> ids) =>
        Load(connection, $"SELECT {Columns} FROM generations WHERE id IN @ids", new { ids });

    public static IEnumerable<GenerationState> Recent(SqliteConnection connection, int limit) =>
        Load(connection, $"SELECT {Columns} FROM generations ORDER BY created_at DESC, id DESC LIMIT @limit", new { limit });

    public static void Insert(SqliteConnection connection, Transition transition, IdempotencyKey? idempotency)
    {
        var state = transition.State;
        connection.Execute(
            """
            INSERT INTO generations (id, created_at, status, request, last_sequence, idempotency_key, idempotency_body, campaign_id)
            VALUES (@Id, @CreatedAt, @Status, @Request, @LastSequence, @Key, @BodyHash, @CampaignId)
            """,
            new
            {
                state.Id,
                CreatedAt = state.CreatedAt.ToUnixTimeMilliseconds(),
                Status = Wire.Name(state.Status),
                Request = JsonSerializer.Serialize(state.Request, EventJson.Default.GenerationRequest),
                state.LastSequence,
                idempotency?.Key,
                idempotency?.BodyHash,
                state.Request.CampaignId,
            });
        connection.Execute(
            """
            INSERT INTO slots (generation_id, image_index, lane, queued_at, status, attempt, tries)
            VALUES (@Id, @ImageIndex, @Provider, @CreatedAt, @Status, 0, 0)
            """,
            state.Slots.Select(slot => new
            {
                state.Id,
                slot.ImageIndex,
                state.Request.Provider,
                CreatedAt = state.CreatedAt.ToUnixTimeMilliseconds(),
                Status = Wire.Name(slot.Status),
            }));
        connection.Execute(
            "INSERT INTO generation_inputs (generation_id, input_index, blob_hash) VALUES (@Id, @index, @Hash)",
            state.Request.Inputs.Select((input, index) => new { state.Id, index, input.Hash }));
        Append(connection, transition, state.CreatedAt);
    }

    /// <summary>Writes the slots that a transition changed, and its events.</summary>
    public static void Update(SqliteConnection connection, GenerationState before, Transition transition, DateTimeOffset now)
    {
        connection.Execute(
            "UPDATE generations SET status = @Status, last_sequence = @LastSequence WHERE id = @Id",
            new { transition.State.Id, Status = Wire.Name(transition.State.Status), transition.State.LastSequence });
        foreach (var slot in transition.State.Slots.Where((slot, index) => !ReferenceEquals(slot, before.Slots[index])))
        {
            connection.Execute(
                """
                UPDATE slots SET status = @Status, attempt = @Attempt, tries = @Tries, not_before = @NotBefore,
                    lease_owner = @LeaseOwner, lease_until = @LeaseUntil, started_at = @StartedAt,
                    first_started_at = @FirstStartedAt, resume_token = @ResumeToken, image_id = @ImageId, failure = @Failure,
                    lane = @Lane, progress = @Progress, fallback = @Fallback,
                    unfinished = @Unfinished, unfinished_hash = @UnfinishedHash
                WHERE generation_id = @Id AND image_index = @ImageIndex
                """,
                new
                {
                    transition.State.Id,
                    slot.ImageIndex,
                    Status = Wire.Name(slot.Status),
                    slot.Attempt,
                    slot.Tries,
                    NotBefore = slot.NotBefore?.ToUnixTimeMilliseconds(),
                    slot.LeaseOwner,
                    LeaseUntil = slot.LeaseUntil?.ToUnixTimeMilliseconds(),
                    StartedAt = slot.StartedAt?.ToUnixTimeMilliseconds(),
                    FirstStartedAt = slot.FirstStartedAt?.ToUnixTimeMilliseconds(),
                    slot.ResumeToken,
                    slot.ImageId,
                    Failure = Json(slot.Failure, EventJson.Default.Failure),
                    Lane = transition.State.RequestOf(slot.ImageIndex).Provider,
                    Progress = Json(slot.Progress, EventJson.Default.SlotProgress),
                    Fallback = Json(slot.Fallback, EventJson.Default.SlotFallback),
                    Unfinished = Json(slot.Unfinished, EventJson.Default.UnfinishedImage),
                    UnfinishedHash = slot.Unfinished?.BlobHash,
                });
        }

        Append(connection, transition, now);
    }

    public static IEnumerable<GenerationState> Running(SqliteConnection connection) =>
        Load(connection, $"SELECT {Columns} FROM generations WHERE status = 'running' ORDER BY created_at, id", new { });

    private static void Append(SqliteConnection connection, Transition transition, DateTimeOffset now)
    {
        var first = transition.State.LastSequence - transition.Events.Length + 1;
        connection.Execute(
            """
            INSERT INTO events (generation_id, sequence, type, image_index, at, data, picture)
            VALUES (@Id, @Sequence, @Type, @ImageIndex, @At, @Data, @Picture)
            """,
            transition.Events.Select((logged, index) => new
            {
                transition.State.Id,
                Sequence = first + index,
                logged.Type,
                ImageIndex = logged.Slot,
                At = now.ToUnixTimeMilliseconds(),
                Data = EventJson.Write(logged),
                Picture = logged.StoredImage,
            }));
    }

    private static string? Json<T>(T? value, JsonTypeInfo<T> type)
        where T : class =>
        value is null ? null : JsonSerializer.Serialize(value, type);

    private static T? Read<T>(string? json, JsonTypeInfo<T> type)
        where T : class =>
        json is null ? null : JsonSerializer.Deserialize(json, type);

    private static List<GenerationState> Load(SqliteConnection connection, string sql, object parameters)
    {
        var generations = connection.Query<GenerationRow>(sql, parameters).AsList();
        var slots = connection.Query<SlotRow>(
            $"""
            SELECT {SlotColumns} FROM slots s LEFT JOIN images i ON i.id = s.image_id
            WHERE s.generation_id IN @ids ORDER BY s.generation_id, s.image_index
            """,
            new { ids = generations.Select(row => row.Id) }).ToLookup(row => row.GenerationId);
        return [.. generations.Select(row => new GenerationState
        {
            Id = row.Id,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            Status = Wire.Value<GenerationStatus>(row.Status),
            Request = JsonSerializer.Deserialize(row.Request, EventJson.Default.GenerationRequest)!,
            LastSequence = row.LastSequence,
            Slots = [.. slots[row.Id].Select(slot => slot.ToState())],
        })];
    }

    private sealed record GenerationRow
    {
        public string Id { get; init; } = "";

        public long CreatedAt { get; init; }

        public string Status { get; init; } = "";

        public string Request { get; init; } = "";

        public long LastSequence { get; init; }
    }

    private sealed record SlotRow
    {
        public string GenerationId { get; init; } = "";

        public long ImageIndex { get; init; }

        public string Status { get; init; } = "";

        public long Attempt { get; init; }

        public long Tries { get; init; }

        public long? NotBefore { get; init; }

        public string? LeaseOwner { get; init; }

        public long? LeaseUntil { get; init; }

        public long? StartedAt { get; init; }

        public long? FirstStartedAt { get; init; }

        public string? ResumeToken { get; init; }

        public string? ImageId { get; init; }

        public string? Failure { get; init; }

        public string? Progress { get; init; }

        public string? Fallback { get; init; }

        public string? Unfinished { get; init; }

        public byte[]? ThumbHash { get; init; }

        public long Width { get; init; }

        public long Height { get; init; }

        public string? Mime { get; init; }

        public string? Quality { get; init; }

        public string? Model { get; init; }

        public string? ImageFallback { get; init; }

        public SlotState ToState() => new()
        {
            ImageIndex = (int)ImageIndex,
            Status = Wire.Value<SlotStatus>(Status),
            Attempt = (int)Attempt,
            Tries = (int)Tries,
            NotBefore = Time(NotBefore),
            LeaseOwner = LeaseOwner,
            LeaseUntil = Time(LeaseUntil),
            StartedAt = Time(StartedAt),
            FirstStartedAt = Time(FirstStartedAt),
            ResumeToken = ResumeToken,
            ImageId = ImageId,
            ThumbHash = [.. ThumbHash ?? []],
            Made = Mime is null ? null : new MadeImage(
                new PixelSize((int)Width, (int)Height), Mime, Quality, Model, Read(ImageFallback, EventJson.Default.ImageFallback)),
            Progress = Read(Progress, EventJson.Default.SlotProgress),
            Fallback = Read(Fallback, EventJson.Default.SlotFallback),
            Failure = Read(Failure, EventJson.Default.Failure),
            Unfinished = Read(Unfinished, EventJson.Default.UnfinishedImage),
        };

        private static DateTimeOffset? Time(long? milliseconds) =>
            milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }
}
