namespace Vedetta.Tests.Tidy;

public sealed class RootTests
{
    [Fact]
    public void The_root_has_few_entries() =>
        Assert.InRange(Directory.GetFileSystemEntries(RepositoryRoot.Path).Length, 1, 25);
}
