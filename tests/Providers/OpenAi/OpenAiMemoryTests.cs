using System.Text;
using Darkroom.Providers;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAi;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>Memory use for events of several megabytes, many of which are read concurrently.</summary>
public sealed class OpenAiMemoryTests
{
    private const int Most = 64 * 1024;

    private static readonly string Base64 = Convert.ToBase64String(TestImages.NoisyPng(1536, 1024, 1, 3_500_000));

    [Fact]
    public void Reading_a_frame_allocates_little_besides_its_pooled_buffer()
    {
        var partial = Encoding.UTF8.GetBytes(
            $$"""{"type":"response.image_generation_call.partial_image","partial_image_index":0,"partial_image_b64":"{{Base64}}"}""");

        Assert.InRange(LeastAllocated(() => Read(new OpenAiEventReader(partialsWanted: true), partial)), 0, Most);
    }

    [Fact]
    public void Does_not_decode_unneeded_images()
    {
        var partial = Encoding.UTF8.GetBytes(
            $$"""{"type":"response.image_generation_call.partial_image","partial_image_b64":"{{Base64}}"}""");
        var item = Encoding.UTF8.GetBytes(
            $$$"""{"type":"response.output_item.done","item":{"type":"image_generation_call","result":"{{{Base64}}}"}}""");
        var completed = Encoding.UTF8.GetBytes(
            $$$"""{"type":"response.completed","response":{"output":[{"type":"image_generation_call","result":"{{{Base64}}}"}]}}""");
        var reader = new OpenAiEventReader(partialsWanted: false);

        Assert.Null(reader.Read("", partial).Image);
        using (var first = reader.Read("", item).Image)
        {
            Assert.NotNull(first);
        }

        Assert.All([item, completed, partial], again => Assert.Null(reader.Read("", again).Image));
        Assert.InRange(LeastAllocated(() => Read(reader, completed)), 0, Most);
    }

    [Fact]
    public void A_stream_of_frames_allocates_only_pooled_buffers()
    {
        var bytes = Stream();

        var allocated = LeastAllocated(() =>
        {
            var service = new ServiceProfile("Test", new Uri("http://localhost"), null, "TEST_KEY");
            using var call = new ProviderCall(service.Name, service.BaseUrl, TimeSpan.FromMinutes(5), TimeProvider.System, ProviderBench.Budget, default);
            var stream = new OpenAiStream(call, service, partialsWanted: true);

            // Reading from memory never waits, so everything runs on this thread, where allocations are counted.
            Assert.True(DrainAsync(stream, bytes).IsCompletedSuccessfully);
        });

        Assert.InRange(allocated, 0, 4 * Most);
    }

    private static async Task DrainAsync(OpenAiStream stream, byte[] bytes)
    {
        var images = 0;
        await using var body = new BoundedStream(new MemoryStream(bytes), long.MaxValue);
        await foreach (var update in stream.ReadEventsAsync(body, body, default))
        {
            (update as GenerationUpdate.PartialImage)?.Image.Dispose();
            (update as GenerationUpdate.FinalImage)?.Image.Dispose();
            images += update is GenerationUpdate.PartialImage or GenerationUpdate.FinalImage ? 1 : 0;
        }

        Assert.Equal(3, images);
    }

    private static byte[] Stream()
    {
        var partial = $$"""{"type":"response.image_generation_call.partial_image","partial_image_b64":"{{Base64}}"}""";
        var item = """{"type":"image_generation_call","result":""" + $"\"{Base64}\"}}";
        string[] events =
        [
            partial,
            partial,
            """{"type":"response.output_item.done","item":""" + item + "}",
            """{"type":"response.completed","response":{"output":[""" + item + "]}}",
        ];
        return Encoding.UTF8.GetBytes(string.Concat(events.Select(data => $"data: {data}\n\n")));
    }

    private static void Read(OpenAiEventReader reader, byte[] data) => reader.Read("", data).Image?.Dispose();

    // The first runs fill the pool, and a garbage collection may empty it again, so the best of several runs is used.
    private static long LeastAllocated(Action run) => Enumerable.Range(0, 6).Min(_ =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });
}
