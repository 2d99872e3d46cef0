using Darkroom.Providers;
using Xunit;

namespace Darkroom.Tests.Providers;

/// <summary>Everything a provider reported, with the images copied out and given back.</summary>
public sealed class Outcome
{
    public List<(int Index, byte[] Bytes)> Partials { get; } = [];

    public int Progress { get; private set; }

    public byte[]? Image { get; private set; }

    /// <summary>The last update; its image is gone.</summary>
    public GenerationUpdate.FinalImage? Final { get; private set; }

    public Failure? Failure { get; private set; }

    /// <summary>Whether it was only the call that failed.</summary>
    public bool WorkGoesOn { get; private set; }

    /// <summary>In the order they came.</summary>
    public List<string> Tokens { get; } = [];

    public bool Ended => Final is not null || Failure is not null;

    public void AssertPartials(params (int Index, byte[] Bytes)[] expected)
    {
        Assert.Equal(expected.Select(partial => partial.Index), Partials.Select(partial => partial.Index));
        Assert.Equal(expected.Select(partial => partial.Bytes), Partials.Select(partial => partial.Bytes));
    }

    public void Add(GenerationUpdate update)
    {
        switch (update)
        {
            case GenerationUpdate.Progress:
                Progress++;
                break;
            case GenerationUpdate.PartialImage partial:
                Partials.Add((partial.Index, partial.Image.Bytes.ToArray()));
                partial.Image.Dispose();
                break;
            case GenerationUpdate.FinalImage final:
                (Final, Image) = (final, final.Image.Bytes.ToArray());
                final.Image.Dispose();
                break;
            case GenerationUpdate.Failed failed:
                (Failure, WorkGoesOn) = (failed.Failure, failed.WorkContinues);
                break;
            case GenerationUpdate.Resumable(var token):
                Tokens.Add(token);
                break;
        }
    }
}
