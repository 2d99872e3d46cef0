using System.Text;
using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers;

/// <summary>Images are extracted from a response while it arrives, in pieces of any size; everything else passes through unchanged.</summary>
public sealed class Base64ImageExtractorTests
{
    private static readonly byte[] Image = TestImages.NoisyPng(64, 64, 1, 12_000);
    private static readonly string Base64 = Convert.ToBase64String(Image);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Untouched => new()
    {
        { "" },
        { """{"a":1,"b":"short","c":["\\","\"",""]}""" },
        { $"{{\"text\":\"{string.Concat(Enumerable.Repeat("a red fox in the snow, ", 1000))}\"}}" },
        { $"{{\"escaped\":\"AA\\/{Base64}\"}}" },
        { $"{{\"address\":\"data:image/png;base64,{Base64}\"}}" },
        { $"{{\"just as long as is looked at\":\"{Base64[..(Base64ImageExtractor.HeadLength - 1)]}\"}}" },
        { $": a comment with one quote \"\ndata: {{\"a\":\"b\"}}\n\nevent: \"\n{new string('x', 3000)}\n{new string('y', 3000)}" },
    };

    [Theory]
    [MemberData(nameof(Untouched))]
    public async Task Passes_other_content_through_unchanged(string text)
    {
        foreach (var pieces in new[] { 1, 7, 100_000 })
        {
            await using var extractor = Over(text, pieces);
            Assert.Equal(text, await ReadAsync(extractor, pieces == 7 ? 3 : 5000));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1000)]
    [InlineData(4096, 17)]
    [InlineData(4097, 4096)]
    [InlineData(1_000_000, 1_000_000)]
    public async Task Extracts_an_image_from_chunks_of_any_size(int pieces, int sent)
    {
        await using var extractor = Over($$"""{"first":"{{Base64}}","then":"a word","last":"{{Base64}}"}""", pieces);

        var text = await ReadAsync(extractor, sent);

        Assert.Equal($$"""{"first":"{{Base64[..Base64ImageExtractor.HeadLength]}}@0","then":"a word","last":"{{Base64[..Base64ImageExtractor.HeadLength]}}@1"}""", text);
        Assert.Equal(Image, Take(extractor, 0));
        Assert.Equal(Image, Take(extractor, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Reads_base64_with_every_padding(int left)
    {
        var bytes = Image[..(9000 + left)];
        await using var extractor = Over($"\"{Convert.ToBase64String(bytes)}\"", 1000);
        await ReadAsync(extractor, 1000);

        Assert.Equal(bytes, Take(extractor, 0));
    }

    [Theory]
    [InlineData("\\/")]
    [InlineData("\\\"")]
    [InlineData("=")]
    [InlineData("@")]
    [InlineData("A")]
    public async Task Recognizes_a_string_that_turns_out_not_to_be_base64(string wrong)
    {
        await using var extractor = Over($$"""{"image":"{{Base64[..8000]}}{{wrong}}{{Base64[..8000]}}","then":"a word"}""", 999);

        Assert.Equal($$"""{"image":"{{Base64[..Base64ImageExtractor.HeadLength]}}@0","then":"a word"}""", await ReadAsync(extractor, 5000));
        Assert.Null(Take(extractor, 0));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("_")]
    [InlineData(" ")]
    [InlineData("\\n")]
    [InlineData("\\/")]
    public async Task Reads_every_notation_of_base64_that_starts_late(string late)
    {
        var plain = new string('A', Base64ImageExtractor.HeadLength + 4) + late.Trim() switch { "-" => "+AAA", "_" or "\\/" => "/AAA", _ => "AAAA" } + "AA";
        var written = new string('A', Base64ImageExtractor.HeadLength + 4) + late + (late is " " or "\\n" ? "AAAA" : "AAA") + "AA";
        await using var extractor = Over($"\"{written}\"", 1000);
        await ReadAsync(extractor, 1000);

        Assert.True(extractor.TryTake(Encoding.UTF8.GetBytes($"{new string('A', Base64ImageExtractor.HeadLength)}@0"), out var image));
        using (image)
        {
            Assert.Equal(Convert.FromBase64String(plain + "=="), image?.Bytes.ToArray());
        }
    }

    [Fact]
    public async Task Does_not_decode_images_once_disabled()
    {
        await using var extractor = Over($$"""["{{Base64}}"]""", 1000);
        extractor.DecodesImages = false;

        Assert.Equal($$"""["{{Base64[..Base64ImageExtractor.HeadLength]}}@0"]""", await ReadAsync(extractor, 5000));
        Assert.Null(Take(extractor, 0));
    }

    [Fact]
    public async Task A_response_that_ends_within_an_image_ends_there()
    {
        await using var extractor = Over($$"""{"image":"{{Base64[..10_000]}}""", 1000);

        Assert.Equal($$"""{"image":"{{Base64[..Base64ImageExtractor.HeadLength]}}""", await ReadAsync(extractor, 5000));
    }

    [Fact]
    public async Task TryTake_returns_false_for_other_strings()
    {
        await using var extractor = Over($"\"{Base64}\"", 1000);
        await ReadAsync(extractor, 1000);

        Assert.False(extractor.TryTake("@0"u8, out _));
        Assert.False(extractor.TryTake(Encoding.UTF8.GetBytes(Base64), out _));
        Assert.False(extractor.TryTake(Encoding.UTF8.GetBytes($"{Base64[..Base64ImageExtractor.HeadLength]}@x"), out _));
    }

    [Fact]
    public async Task Disposes_images_that_were_not_taken()
    {
        var extractor = Over($$"""["{{Base64}}","{{Base64}}","{{Base64}}"]""", 1000);
        await ReadAsync(extractor, 1000);

        Assert.Equal(Image, Take(extractor, 1));
        Assert.Null(Take(extractor, 0));
        await extractor.DisposeAsync();
        await extractor.DisposeAsync();
    }

    [Fact]
    public async Task A_finished_image_waits_for_room()
    {
        var budget = new ImageBudget(1, 1, TimeProvider.System);
        var other = budget.TryEnter(1, ReceivedImage.Final)!;
        using var call = Call(budget);
        await using var extractor = new Base64ImageExtractor(Events(("partial_image_b64", true), ("result", true)), call);

        var reading = ReadAsync(extractor, 5000);
        Assert.False(reading.IsCompleted);
        other.Dispose();

        await reading;
        Assert.Equal(Image, Take(extractor, 1));
    }

    [Fact]
    public async Task A_later_partial_image_that_waits_too_long_is_skipped_and_the_next_image_follows()
    {
        var time = new ManualTime();
        var budget = new ImageBudget(1, 1, time);
        using var call = Call(budget);
        await using var extractor = new Base64ImageExtractor(Events(("partial_image_b64", true), ("partial_image_b64", true), ("result", true)), call);
        var reading = ReadAsync(extractor, 5000);

        // The first partial image is not taken, so that it keeps its room.
        while (!reading.IsCompleted)
        {
            time.Advance(ImageBudget.MaxLaterPartialWait);
            await Task.Yield();
        }

        await reading;
        Assert.Null(Take(extractor, 1));
        Assert.Equal(Image, Take(extractor, 2));
    }

    [Fact]
    public async Task Waiting_for_room_does_not_count_against_the_timeout()
    {
        var time = new ManualTime();
        var budget = new ImageBudget(1, 1, TimeProvider.System);
        var other = budget.TryEnter(1, ReceivedImage.Final)!;
        using var call = Call(budget, time);
        await using var extractor = new Base64ImageExtractor(Events(("result", true)), call);
        time.Advance(TimeSpan.FromMinutes(4));
        var reading = ReadAsync(extractor, 5000);

        time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(call.IsTimedOut);
        other.Dispose();
        await reading;

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(call.IsTimedOut);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(call.IsTimedOut);
    }

    [Fact]
    public async Task No_end_of_a_response_leaks_room()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var time = new ManualTime();
            var budget = new ImageBudget(random.Next(1, 3), 100_000_000, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var responses = Enumerable.Range(0, 3).Select(_ => ReceiveAsync(random, budget, stop.Token)).ToList();
            if (random.Next(4) == 0)
            {
                await stop.CancelAsync();
            }

            while (!Task.WhenAll(responses).IsCompleted)
            {
                // Responses that hold an image and wait for room for the next one.
                time.Advance(ImageBudget.MaxWait);
                await Task.Yield();
            }

            await Task.WhenAll(responses);
            Assert.True(budget.Images == 0, $"Images have not left after history {seed}.");
        }
    }

    /// <summary>Receives images some of which are broken, cut off, never taken, or taken and disposed late.</summary>
    private static async Task ReceiveAsync(Random random, ImageBudget budget, CancellationToken cancel)
    {
        using var call = Call(budget, null, cancel);
        var sent = Events([.. Enumerable.Range(0, random.Next(4)).Select(_ => (random.Next(2) == 0 ? "partial_image_b64" : "result", random.Next(4) > 0))]);
        sent.SetLength(random.Next(3) == 0 ? random.NextInt64(sent.Length + 1) : sent.Length);
        List<EncodedImage> taken = [];
        var extractor = new Base64ImageExtractor(sent, call);
        try
        {
            var buffer = new byte[random.Next(1, 6000)];
            while (await extractor.ReadAsync(buffer, call.Token) > 0)
            {
                if (random.Next(3) == 0
                    && extractor.TryTake(Encoding.UTF8.GetBytes($"{Base64[..Base64ImageExtractor.HeadLength]}@{random.Next(2)}"), out var image)
                    && image is not null)
                {
                    taken.Add(image);
                    taken[random.Next(taken.Count)].Dispose();
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The call was cancelled while an image waited for room.
        }
        finally
        {
            taken.ForEach(image => image.Dispose());
            await extractor.DisposeAsync();
        }
    }

    private static MemoryStream Events(params (string Property, bool IsValid)[] images) => new([.. Encoding.UTF8.GetBytes(string.Concat(
        images.Select(image => $"data: {{\"{image.Property}\":\"{Base64[..8000]}{(image.IsValid ? "" : "@")}{Base64[8000..]}\"}}\n\n")))]);

    private static byte[]? Take(Base64ImageExtractor extractor, int number)
    {
        Assert.True(extractor.TryTake(Encoding.UTF8.GetBytes($"{Base64[..Base64ImageExtractor.HeadLength]}@{number}"), out var image));
        using (image)
        {
            return image?.Bytes.ToArray();
        }
    }

    private static Base64ImageExtractor Over(string text, int pieces) => new(new InPieces(Encoding.UTF8.GetBytes(text), pieces), Call(ProviderBench.Budget));

    private static ProviderCall Call(ImageBudget budget, TimeProvider? time = null, CancellationToken? cancel = null) =>
        new("Test", new Uri("http://localhost"), TimeSpan.FromMinutes(5), time ?? TimeProvider.System, budget, cancel ?? Token);

    private static async Task<string> ReadAsync(Base64ImageExtractor extractor, int sent)
    {
        using var all = new MemoryStream();
        var buffer = new byte[sent];
        while (await extractor.ReadAsync(buffer, Token) is var read and > 0)
        {
            all.Write(buffer.AsSpan(0, read));
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Returns at most a given number of bytes per read.</summary>
    private sealed class InPieces(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
