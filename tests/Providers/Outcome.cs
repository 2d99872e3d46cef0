using Darkroom.Providers;
using Xunit;

namespace Darkroom.Tests.Providers;

/// <summary>A provider's updates, with copies of the images, which are disposed.</summary>
public sealed class Outcome
{
    public List<(int Index, byte[] Bytes)> Partials { get; } = [];

    public int Progress { get; private set; }

    public byte[]? Image { get; private set; }

    /// <summary>The last update, whose image is disposed.</summary>
    public GenerationUpdate.FinalImage? Final { get; private set; }

    public Failure? Failure { get; private set; }

    /// <summary>Whether only the call failed and the work continues.</summary>
    public bool WorkContinues { get; private set; }

    /// <summary>The updates in their order.</summary>
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
                (Failure, WorkContinues) = (failed.Failure, failed.WorkContinues);
                break;
            case GenerationUpdate.Resumable(var token):
                Tokens.Add(token);
                break;
        }
    }
}
