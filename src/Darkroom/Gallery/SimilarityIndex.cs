using System.Runtime.Intrinsics;

namespace Darkroom.Gallery;

/// <summary>
/// The signatures of all images in flat arrays, 32 bytes each. Arrays have a fixed length, so that growing copies nothing. One thread adds at a time,
/// while others search.
/// </summary>
internal sealed class SimilarityIndex
{
    private const int BlockSize = 16_384;

    private Block[] _blocks = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The image that was added last.</summary>
    public (long Sequence, long Position) Last { get; private set; }

    public void Add(ImageHashes image)
    {
        var (number, place) = Math.DivRem(_count, BlockSize);
        if (number == _blocks.Length)
        {
            Volatile.Write(ref _blocks, [.. _blocks, new Block()]);
        }

        var signature = ImageSignature.From(image);
        var block = _blocks[number];
        (block.Looks[place], block.DifferenceHashes[place], block.Positions[place]) = (signature.Look, signature.DifferenceHash, image.Position);
        Last = (image.Sequence, image.Position);
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Returns the images nearest to a signature, the nearest first.</summary>
    /// <param name="limit">The maximum number of images, 1 or more.</param>
    public List<Neighbour> Nearest(in ImageSignature signature, int limit)
    {
        // The farthest of those found so far comes out first.
        var found = new PriorityQueue<Neighbour, int>(limit);
        var worst = int.MaxValue;
        var left = Count;
        foreach (var (block, number) in Volatile.Read(ref _blocks).Select((block, number) => (block, number)))
        {
            var (looks, hashes) = (block.Looks, block.DifferenceHashes);
            for (var place = 0; place < looks.Length && place < hashes.Length && place < left; place++)
            {
                var distance = ImageSignature.Distance(signature, looks[place], hashes[place]);
                if (distance < worst && block.Positions[place] != Block.Removed)
                {
                    worst = Keep(found, new Neighbour(block.Positions[place], distance, number * BlockSize + place), limit);
                }
            }

            left -= BlockSize;
        }

        return [.. found.UnorderedItems.Select(item => item.Element).OrderBy(one => one.Distance).ThenByDescending(one => one.Position)];
    }

    /// <summary>Removes an image that was found. Its place stays empty.</summary>
    public void Remove(Neighbour found) => Volatile.Write(ref _blocks[found.Place / BlockSize].Positions[found.Place % BlockSize], Block.Removed);

    /// <returns>The distance that others must stay below.</returns>
    private static int Keep(PriorityQueue<Neighbour, int> found, Neighbour one, int limit)
    {
        if (found.Count < limit)
        {
            found.Enqueue(one, -one.Distance);
        }
        else
        {
            found.EnqueueDequeue(one, -one.Distance);
        }

        return found.Count < limit ? int.MaxValue : found.Peek().Distance;
    }

    /// <param name="Place">The number of the image in the index.</param>
    internal readonly record struct Neighbour(long Position, int Distance, int Place);

    private sealed class Block
    {
        public const long Removed = long.MinValue;

        public Vector128<byte>[] Looks { get; } = new Vector128<byte>[BlockSize];

        public long[] DifferenceHashes { get; } = new long[BlockSize];

        public long[] Positions { get; } = new long[BlockSize];
    }
}
