namespace Darkroom.Tests.Sqlite;

/// <summary>Ends an upgrade at one of its reports of progress, as a kill would between two transactions.</summary>
/// <param name="after">The number of reports that are received before it.</param>
internal sealed class Interruption(int after) : IProgress<double>
{
    private readonly List<double> _reports = [];

    internal IReadOnlyList<double> Reports => _reports;

    public void Report(double value)
    {
        _reports.Add(value);
        if (_reports.Count == after)
        {
            throw new InvalidOperationException("The upgrade was interrupted.");
        }
    }
}
