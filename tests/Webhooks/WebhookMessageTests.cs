using System.Text;
using System.Text.Json;
using Darkroom.Generations;
using Darkroom.Webhooks;

namespace Darkroom.Tests.Webhooks;

/// <summary>What messages say.</summary>
public sealed class WebhookMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_finished_image_is_announced_by_ids_and_addresses_only()
    {
        var message = WebhookMessage.From(Step(Started(2), 0, SlotStatus.Ready))[0];

        Assert.Equal(WebhookEvents.ImageReady, message.Type);
        Assert.Equal(
            """{"generation_id":"g","image_index":0,"image_id":"image 0","url":"/images/image 0","page_url":"/images/image 0/view"}""", message.Data);
    }

    [Theory]
    [InlineData("generation.completed", "completed", SlotStatus.Ready, SlotStatus.Ready)]
    [InlineData("generation.completed", "partial", SlotStatus.Failed, SlotStatus.Ready)]
    [InlineData("generation.completed", "partial", SlotStatus.Ready, SlotStatus.Cancelled)]
    [InlineData("generation.failed", "failed", SlotStatus.Failed, SlotStatus.Cancelled)]
    [InlineData("generation.failed", "cancelled", SlotStatus.Cancelled, SlotStatus.Cancelled)]
    public void Every_end_of_a_generation_is_one_message_completed_if_there_is_an_image_else_failed(
        string type, string status, SlotStatus first, SlotStatus second)
    {
        var half = Step(Started(2), 0, first);
        Assert.DoesNotContain(WebhookMessage.From(half), message => message.Type.StartsWith("generation.", StringComparison.Ordinal));

        var message = Assert.Single(WebhookMessage.From(Step(half.State, 1, second)), message => message.Type.StartsWith("generation.", StringComparison.Ordinal));

        Assert.Equal(type, message.Type);
        var data = JsonSerializer.Deserialize<JsonElement>(message.Data);
        Assert.Equal((status, "/api/generations/g"), (data.GetProperty("status").GetString(), data.GetProperty("url").GetString()));
        Assert.Equal(
            [Wire.Name(first), Wire.Name(second)], data.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("status").GetString()));
    }

    [Fact]
    public void The_largest_messages_have_less_than_20_kB_and_no_prompt()
    {
        var state = Started(16);
        foreach (var index in Enumerable.Range(0, 16))
        {
            state = Step(state, index, SlotStatus.Ready).State;
        }

        var end = new Transition(state, [GenerationStateMachine.Completion(state, Now)]);
        var campaign = WebhookMessage.CampaignCompleted(Ids.New(Now), [.. Enumerable.Range(0, 500).Select(_ => Ids.New(Now))], 500);
        foreach (var message in WebhookMessage.From(end).Add(campaign))
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(message.Data), 100, 12_000);
            Assert.DoesNotContain("secret wish", message.Data, StringComparison.Ordinal);
        }
    }

    private static GenerationState Started(int count) => GenerationStateMachine.Create("g", Samples.Request(count, prompt: "a secret wish"), null, Now).State;

    private static Transition Step(GenerationState state, int index, SlotStatus end) => end switch
    {
        SlotStatus.Ready => GenerationStateMachine.Complete(state, index, Samples.Image($"image {index}"), Now),
        SlotStatus.Failed => GenerationStateMachine.Fail(state, index, Samples.Blocked, Now),
        _ => GenerationStateMachine.Cancel(state, index, Now).Transition!,
    };
}
