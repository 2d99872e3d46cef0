using Darkroom.Providers;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>Every image is disposed, however the call ends: none keeps its room in the budget.</summary>
public sealed class OpenAiOwnershipTests : OpenAiTest
{
    private static readonly byte[] Frame = TestImages.NoisyPng(512, 512, 9, 500_000);

    public static TheoryData<string> Endings =>
        ["left while usage was awaited", "broken base64", "image given on", "left after a partial image"];

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Leaves_no_image_in_memory(string ending)
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var time = new ManualTime();
        var broken = string.Concat(Convert.ToBase64String(Frame).AsSpan(1), "*");
        Server.On(Path, ending switch
        {
            "broken base64" => new ResponsesScript().Begin().Partial(0, broken).Final(broken).Completed(),
            "left while usage was awaited" => new ResponsesScript().Begin().Final(Frame).Hang(),
            "left after a partial image" => new ResponsesScript().Begin().Partial(0, Frame).Partial(1, Frame).Hang(),
            _ => ResponsesScript.Image(Frame, Frame),
        });

        switch (ending)
        {
            case "left while usage was awaited":
                var running = RunAsync(Provider(time: time), cancel: caller.Token);
                await time.TimerSetAsync(TimeSpan.FromSeconds(1)).WaitAsync(Cancel);
                await caller.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
                break;
            case "left after a partial image":
                await LeaveAfterFirstPartialAsync();
                break;
            default:
                await RunAsync(Provider());
                break;
        }

        Assert.Equal(0, InMemory.Images);
    }

    private async Task LeaveAfterFirstPartialAsync()
    {
        await foreach (var update in Provider().GenerateAsync(Asked, Cancel))
        {
            if (update is GenerationUpdate.PartialImage partial)
            {
                partial.Image.Dispose();
                return;
            }
        }
    }
}
