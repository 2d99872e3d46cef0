using Dapper;
using Darkroom.Generations;
using Darkroom.Sqlite.Webhooks;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Generations;

/// <summary>Generations, slots and events as rows.</summary>
internal static class GenerationRows
{
    public static GenerationState? Load(SqliteConnection connection, string id) =>
        Query(connection, "WHERE id = @id", new { id }).SingleOrDefault();

    public static IEnumerable<GenerationState> Recent(SqliteConnection connection, int limit) =>
        Query(connection, "WHERE campaign_id IS NULL ORDER BY created_at DESC, id DESC LIMIT @limit", new { limit });

    public static IEnumerable<GenerationState> Earlier(SqliteConnection connection, string id, int limit) => Query(
        connection,
        "WHERE campaign_id IS NULL AND (created_at, id) < (SELECT created_at, id FROM generations WHERE id = @id) ORDER BY created_at DESC, id DESC LIMIT @limit",
        new { id, limit });

    public static void Insert(SqliteConnection connection, Transition transition, IdempotencyKey? idempotency, string? traceParent)
    {
        var state = transition.State;
        connection.Execute(
            """
            INSERT INTO generations (id, created_at, status, request, last_sequence, idempotency_key, idempotency_body, campaign_id, api_key_id, trace_parent)
            VALUES (@Id, @CreatedAt, @Status, @Request, @LastSequence, @Key, @BodyHash, @CampaignId, @ApiKeyId, @traceParent)
            """,
            new
            {
                state.Id,
                state.CreatedAt,
                Status = Wire.Name(state.Status),
                state.Request,
                state.LastSequence,
                idempotency?.Key,
                idempotency?.BodyHash,
                state.Request.CampaignId,
                state.ApiKeyId,
                traceParent,
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
                state.CreatedAt,
                Status = Wire.Name(slot.Status),
            }));
        connection.Execute(
            "INSERT INTO generation_inputs (generation_id, input_index, blob_hash) VALUES (@Id, @index, @Hash)",
            state.Request.Inputs.Select((input, index) => new { state.Id, index, input.Hash }));
        Append(connection, transition, state.CreatedAt);
    }

    /// <summary>Writes the slots that a transition changed, its events, and the webhooks about them.</summary>
    /// <inheritdoc cref="DeliveryRows.Append(SqliteConnection, Transition, DateTimeOffset)" path="/returns"/>
    public static bool Update(SqliteConnection connection, GenerationState before, Transition transition, DateTimeOffset now)
    {
        if (before.Ended)
        {
            EventRows.RestoreCompletion(connection, before);
        }

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
                    slot.NotBefore,
                    slot.LeaseOwner,
                    slot.LeaseUntil,
                    slot.StartedAt,
                    slot.FirstStartedAt,
                    slot.ResumeToken,
                    slot.ImageId,
                    slot.Failure,
                    Lane = transition.State.RequestOf(slot.ImageIndex).Provider,
                    slot.Progress,
                    slot.Fallback,
                    slot.Unfinished,
                    UnfinishedHash = slot.Unfinished?.BlobHash,
                });
        }

        Append(connection, transition, now);
        return DeliveryRows.Append(connection, transition, now);
    }

    /// <summary>Returns the generations that have not ended: first those of which no slot waits, then the others in the order of the queue.</summary>
    /// <param name="limit">The maximum number of generations; null for all.</param>
    public static IEnumerable<GenerationState> Running(SqliteConnection connection, int? limit = null) => Query(
        connection,
        """
        WHERE status = 'running'
        ORDER BY (SELECT coalesce(min(s.queued_at), 0) FROM slots s WHERE s.generation_id = generations.id AND s.status = 'waiting'), created_at, id
        LIMIT @limit
        """,
        new { limit = limit ?? -1 });

    private static void Append(SqliteConnection connection, Transition transition, DateTimeOffset now)
    {
        var first = transition.State.LastSequence - transition.Events.Length + 1;
        connection.Execute(
            """
            INSERT INTO events (generation_id, sequence, type, image_index, at, data, picture)
            VALUES (@Id, @Sequence, @Type, @ImageIndex, @now, @Data, @StoredImage)
            """,
            transition.Events.Select((logged, index) => new
            {
                transition.State.Id,
                Sequence = first + index,
                logged.Type,
                ImageIndex = logged.Slot,
                now,
                Data = EventJson.Write(logged),
                logged.StoredImage,
            }));
    }

    private static List<GenerationState> Query(SqliteConnection connection, string filter, object? parameters = null)
    {
        var generations = connection.Query<GenerationState>(
            $"SELECT id, created_at, status, request, last_sequence, api_key_id, trace_parent FROM generations {filter}", parameters).AsList();
        var slots = connection.Query<SlotState, MadeImage?, string, (string GenerationId, SlotState Slot)>(
            """
            SELECT s.image_index, s.status, s.attempt, s.tries, s.not_before, s.lease_owner, s.lease_until, s.started_at, s.first_started_at,
                s.resume_token, s.image_id, s.failure, s.progress, s.fallback, s.unfinished, i.thumb_hash,
                i.width || 'x' || i.height AS size, i.mime, i.quality, i.model, i.fallback, s.generation_id
            FROM slots s LEFT JOIN images i ON i.id = s.image_id
            WHERE s.generation_id IN @ids ORDER BY s.generation_id, s.image_index
            """,
            (slot, made, id) => (id, made is null ? slot : slot with { Made = made }),
            new { ids = generations.Select(one => one.Id) },
            splitOn: "size,generation_id").ToLookup(row => row.GenerationId, row => row.Slot);
        return generations.ConvertAll(one => one with { Slots = [.. slots[one.Id]] });
    }
}
