using System.Collections.Immutable;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Generations;
using Darkroom.Sqlite.Campaigns;
using Darkroom.Webhooks;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Webhooks;

/// <summary>Messages as rows, written in the transaction of their event.</summary>
internal static class DeliveryRows
{
    /// <summary>Writes the messages about a change of a generation. Without an endpoint, that is a read of an empty table when an image or a generation ends.</summary>
    /// <returns>True if any was written: raise <see cref="IJobSignals.Webhooks"/> after the commit.</returns>
    public static bool Append(SqliteConnection connection, Transition transition, DateTimeOffset now) =>
        WebhookMessage.HasAny(transition) && Append(
            connection,
            now,
            wanted => transition.State is { Ended: true, Id: var id, Request.CampaignId: { } campaignId } && wanted.Contains(WebhookEvents.CampaignCompleted)
                && CampaignRows.Find(connection, campaignId) is { ImagesEnded: true } campaign && campaign.Images.Any(image => image.GenerationId == id)
                ? WebhookMessage.From(transition).Add(MessageOf(campaign))
                : WebhookMessage.From(transition));

    /// <summary>
    /// Writes the message about a campaign whose last base image had ended before the campaign knew of its generation: that is recorded only after the
    /// generation was started.
    /// </summary>
    /// <inheritdoc cref="Append(SqliteConnection, Transition, DateTimeOffset)" path="/returns"/>
    public static bool Append(SqliteConnection connection, Campaign before, Campaign after, DateTimeOffset now) =>
        after.ImagesEnded && !before.ImagesEnded && after.Images.Any(image => image.GenerationId != before.FindImage(image.Key)?.GenerationId)
        && Append(connection, now, _ => [MessageOf(after)]);

    /// <summary>Writes one message for an endpoint.</summary>
    /// <returns>The id of the message.</returns>
    public static string Insert(SqliteConnection connection, string endpointId, WebhookMessage message, DateTimeOffset now)
    {
        var id = Ids.New(now);
        connection.Execute(
            "INSERT INTO webhook_deliveries (id, endpoint_id, type, at, data, state, claims, tries, due_at) VALUES (@id, @endpointId, @Type, @now, @Data, 'pending', 0, 0, @now)",
            new { id, endpointId, message.Type, message.Data, now });
        return id;
    }

    /// <param name="messagesFor">Returns the messages, given all the events that endpoints have chosen.</param>
    private static bool Append(SqliteConnection connection, DateTimeOffset now, Func<ImmutableHashSet<string>, ImmutableArray<WebhookMessage>> messagesFor)
    {
        var endpoints = connection.Query<(string Id, ImmutableArray<string> Events)>("SELECT id, events FROM webhook_endpoints WHERE state = 'active'").AsList();
        if (endpoints.Count == 0)
        {
            return false;
        }

        var written = false;
        foreach (var message in messagesFor([.. endpoints.SelectMany(endpoint => endpoint.Events)]))
        {
            foreach (var (id, _) in endpoints.Where(endpoint => endpoint.Events.Contains(message.Type)))
            {
                Insert(connection, id, message, now);
                written = true;
            }
        }

        return written;
    }

    private static WebhookMessage MessageOf(Campaign campaign)
    {
        var images = campaign.Images.ToList();
        return WebhookMessage.CampaignCompleted(
            campaign.Id, [.. images.Select(image => image.GenerationId).OfType<string>()], images.Count(image => image.Status == SlotStatus.Ready));
    }
}
