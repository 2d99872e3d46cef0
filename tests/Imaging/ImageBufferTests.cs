using System.Buffers;
using Darkroom.Imaging;

namespace Darkroom.Tests.Imaging;

/// <summary>Native memory that is never read after it was freed. Blocks of images are mapped, so a stray read would end the test process.</summary>
public sealed class ImageBufferTests
{
    private const int Size = 3 * 1024 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(70_000)]
    public void Keeps_what_was_written_while_it_grows(int piece)
    {
        var expected = new byte[1_000_000];
        new Random(1).NextBytes(expected);
        using var buffer = new ImageBuffer(0);
        foreach (var part in expected.Chunk(piece))
        {
            buffer.Append(part);
        }

        Assert.Equal(expected, buffer.Written.ToArray());
    }

    [Fact]
    public void A_memory_of_a_disposed_buffer_throws_instead_of_reading_freed_memory()
    {
        var buffer = new ImageBuffer(Size);
        buffer.FreeSpan(Size).Fill(7);
        buffer.Advance(Size);
        var written = buffer.Written;
        var free = buffer.FreeMemory(100);

        buffer.Dispose();
        buffer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => written.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => free.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => written.Pin());
        Assert.Throws<ObjectDisposedException>(() => buffer.Written);
        Assert.Throws<ObjectDisposedException>(() => buffer.FreeMemory(1));
    }

    [Fact]
    public unsafe void A_pin_keeps_the_memory_until_it_is_removed()
    {
        var buffer = new ImageBuffer(Size);
        buffer.FreeSpan(Size).Fill(7);
        buffer.Advance(Size);
        using var first = buffer.Written.Pin();
        using var second = buffer.Written[(Size - 1)..].Pin();

        buffer.Dispose();
        first.Dispose();

        Assert.Equal(7, *(byte*)second.Pointer);
    }

    [Fact]
    public void A_pinned_buffer_does_not_grow()
    {
        using var buffer = new ImageBuffer(10);
        buffer.Append("abc"u8);
        using (buffer.Written.Pin())
        {
            Assert.Throws<InvalidOperationException>(() => buffer.FreeSpan(Size));
        }

        buffer.FreeSpan(Size).Fill(1);
        Assert.Equal("abc"u8, buffer.Written.Span);
    }

    [Fact]
    public void No_more_than_the_free_memory_can_be_counted_as_written()
    {
        using var buffer = new ImageBuffer(10);
        var free = buffer.FreeSpan(1).Length;

        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(free + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public void A_shared_image_is_freed_with_its_last_holder()
    {
        var buffer = new ImageBuffer(Size);
        buffer.Append("abc"u8);
        var first = EncodedImage.TakeOver(buffer);
        var second = first.Share();

        first.Dispose();
        first.Dispose();
        Assert.Equal("abc"u8, second.Bytes.Span);

        second.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Written);
        Assert.Throws<ObjectDisposedException>(() => second.Bytes);
    }

    [Fact]
    public async Task Pins_and_a_dispose_on_several_threads_free_the_memory_once()
    {
        for (var round = 0; round < 200; round++)
        {
            var buffer = new ImageBuffer(Size);
            buffer.Append("abc"u8);
            var written = buffer.Written;
            var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                try
                {
                    using var pin = written.Pin();
                    Assert.True(First(pin) is (byte)'a');
                }
                catch (ObjectDisposedException)
                {
                    // The buffer was disposed before.
                }
            }, TestContext.Current.CancellationToken));
            await Task.WhenAll([.. readers, Task.Run(buffer.Dispose, TestContext.Current.CancellationToken)]);
        }

        static unsafe byte First(MemoryHandle pin) => *(byte*)pin.Pointer;
    }
}
