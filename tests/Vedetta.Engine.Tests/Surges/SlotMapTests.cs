using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Engine.Tests.Surges;

public sealed class SlotMapTests
{
    // Against a dictionary: collisions, growth, removal from the middle of a run of buckets.
    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 3_000)]
    [InlineData(3, 100_000)]
    public void It_finds_what_it_holds_and_nothing_else(int seed, int names)
    {
        var random = new System.Random(seed);
        var map = new SlotMap<string>();
        var held = new Dictionary<string, int>();
        for (int i = 0; i < names * 3; i++)
        {
            string name = random.Next(names).ToString(CultureInfo.InvariantCulture);
            if (!held.TryGetValue(name, out int slot)) held[name] = map.Add(name);
            else if (random.Next(3) > 0) { map.Remove(slot); held.Remove(name); }
        }
        AssertHolds(map, held, names);
        AssertHolds(Copy(map), held, names);
    }

    [Fact]
    public void A_freed_slot_goes_to_the_next_key()
    {
        var map = new SlotMap<string>();
        (int a, int b) = (map.Add("a"), map.Add("b"));
        map.Remove(a);
        Assert.False(map.IsUsed(a));
        Assert.Equal(a, map.Add("c"));
        Assert.Equal([a, b], map.Used);
    }

    [Fact]
    public void Free_slots_that_do_not_exist_are_refused()
    {
        using var memory = new MemoryStream([1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0]);
        using var reader = new BinaryReader(memory);
        Assert.Throws<InvalidDataException>(() => SlotMap<string>.Load(reader, from => from.ReadString()));
    }

    private static void AssertHolds(SlotMap<string> map, Dictionary<string, int> held, int names)
    {
        Assert.Equal(held.Count, map.Count);
        Assert.DoesNotContain(Enumerable.Range(0, names).Select(i => i.ToString(CultureInfo.InvariantCulture)),
            name => held.GetValueOrDefault(name, -1) != map.Find(name));
    }

    private static SlotMap<string> Copy(SlotMap<string> map)
    {
        using var memory = new MemoryStream();
        map.Save(new BinaryWriter(memory), (to, name) => to.Write(name ?? ""));
        memory.Position = 0;
        return SlotMap<string>.Load(new BinaryReader(memory), from => from.ReadString());
    }
}
