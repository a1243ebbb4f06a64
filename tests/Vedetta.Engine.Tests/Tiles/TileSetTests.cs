using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Tests.Tiles;

public sealed class TileSetTests
{
    private static readonly string[] Queues = ["mobile", "fixed", "billing", ""];

    [Fact]
    public void Merging_equals_counting_the_union_in_any_order() =>
        Prop.ForAll<int[], int[], int[]>((a, b, c) =>
        {
            byte[] union = SetOf(a, b, c).ToBytes();
            TileSet leftFirst = SetOf(a), bc = SetOf(b), backwards = SetOf(c);
            leftFirst.Merge(SetOf(b));
            leftFirst.Merge(SetOf(c));
            bc.Merge(SetOf(c));
            TileSet rightFirst = SetOf(a);
            rightFirst.Merge(bc);
            backwards.Merge(SetOf(b));
            backwards.Merge(SetOf(a));
            return union.AsSpan().SequenceEqual(leftFirst.ToBytes()) &&
                union.AsSpan().SequenceEqual(rightFirst.ToBytes()) &&
                union.AsSpan().SequenceEqual(backwards.ToBytes());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bytes_read_back_to_the_same_tiles() =>
        Prop.ForAll<int[]>(seeds =>
        {
            byte[] bytes = SetOf(seeds).ToBytes();
            return TileSet.TryRead(bytes, out TileSet? read, out _) && bytes.AsSpan().SequenceEqual(read.ToBytes());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Large_tiles_read_back_with_their_sketches()
    {
        TileSet set = SetOf([.. Enumerable.Range(0, 40_000).Select(i => (i * 31) & ~3)]);
        byte[] bytes = set.ToBytes();
        Assert.True(TileSet.TryRead(bytes, out TileSet? read, out string reason), reason);
        SubjectSketch before = set.ToArray()[0].Subjects["mobile"], after = read.ToArray()[0].Subjects["mobile"];
        Assert.Equal(before.DistinctSources, after.DistinctSources);
        Assert.Equal(before.TopSources(), after.TopSources());
        Assert.Equal(before.Waits!.Quantile(0.9), after.Waits!.Quantile(0.9));
        Assert.Equal(bytes, read.ToBytes());
    }

    [Fact]
    public void Tiles_stand_in_order_of_second_then_kind()
    {
        var set = new TileSet();
        set.Add(9, new Leaf(SignalKind.Report, "a"), Observation.None);
        set.Add(5, new Leaf(SignalKind.Contact, "a"), Observation.None);
        set.Add(5, new Leaf(SignalKind.Report, "a"), Observation.None);
        Assert.Equal(
            [(5, SignalKind.Report), (5, SignalKind.Contact), (9, SignalKind.Report)],
            set.InTimeOrder().Select(t => (t.UnixSecond, t.Kind)));
    }

    [Fact]
    public void Outcomes_and_distinct_sources_are_exact_while_few()
    {
        var set = new TileSet();
        for (int i = 0; i < 300; i++)
        {
            set.Add(1, new Leaf(SignalKind.Contact, "mobile"), new Observation(
                $"customer {i % 150}", (ContactOutcome)(i % 4), i % 60, double.NaN));
        }

        SubjectSketch subject = set.ToArray()[0].Subjects["mobile"];
        Assert.Equal((75, 75, 75), (subject.Answered, subject.Abandoned, subject.Deflected));
        Assert.Equal(150, subject.DistinctSources);
        Assert.Equal(300, subject.WithSource);
        Assert.Equal(29.5, subject.Waits!.MeanSeconds, 6);
        Assert.Null(subject.Handles);
    }

    [Fact]
    public void Distinct_sources_of_many_merged_tiles_stay_within_the_bound()
    {
        var merged = new TileSet();
        for (int part = 0; part < 50; part++)
        {
            var set = new TileSet();
            for (int i = 0; i < 1_000; i++)
            {
                set.Add(1, new Leaf(SignalKind.Contact, "mobile"), new Observation(
                    $"customer {(part * 500) + i}", ContactOutcome.Unsaid, double.NaN, double.NaN));
            }

            merged.Merge(set);
        }

        Assert.InRange(merged.ToArray()[0].Subjects["mobile"].DistinctSources / 25_500, 1 - 0.0652, 1 + 0.0652);
    }

    [Fact]
    public void A_merged_set_shares_nothing_with_its_parts()
    {
        TileSet part = SetOf([4, 8, 12]), merged = new();
        merged.Merge(part);
        byte[] before = merged.ToBytes();
        part.Add(0, new Leaf(SignalKind.Contact, "mobile"), new Observation("x", ContactOutcome.Answered, 1, 1));
        Assert.Equal(before, merged.ToBytes());
    }

    [Fact]
    public void A_second_with_five_contacts_takes_few_bytes()
    {
        var set = new TileSet();
        for (int i = 0; i < 5; i++)
        {
            set.Add(1_666_680_000, new Leaf(SignalKind.Contact, "mobile", "voice", "whatsapp", $"IT-{21 + i}"),
                new Observation($"+39347000000{i}", ContactOutcome.Answered, 10 + i, 200 + (40 * i)));
        }

        Assert.InRange(set.ToBytes().Length, 50, 200);
    }

    [Fact]
    public void Tiles_of_different_seconds_do_not_merge() =>
        Assert.Throws<ArgumentException>(() => new Tile(SignalKind.Contact, 1).Merge(new Tile(SignalKind.Contact, 2)));

    [Fact]
    public void Damaged_bytes_are_refused_with_a_reason()
    {
        byte[] bytes = SetOf([1, 2, 3, 400, 77]).ToBytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[i] ^= 0x10;
            Assert.False(TileSet.TryRead(damaged, out _, out string reason));
            Assert.NotEmpty(reason);
            Assert.False(TileSet.TryRead(bytes.AsSpan(0, i), out _, out _));
        }
    }

    [Fact]
    public void Forged_bytes_with_a_right_checksum_neither_throw_nor_take_much_memory()
    {
        var random = new Random(8);
        byte[][] originals = [SetOf([1, 2, 3, 400, 77]).ToBytes(), SetOf([.. Enumerable.Range(0, 2_000)]).ToBytes()];
        TileSet.TryRead(originals[1], out _, out _);
        int refused = 0;
        for (int run = 0; run < 10_000; run++)
        {
            byte[] forged = Forge(random, originals[run % 2]);
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (!TileSet.TryRead(forged, out TileSet? read, out string reason)) refused++;
            else new TileSet().Merge(read);
            long used = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(used < 200_000 + (forged.Length * 200L), $"{used} bytes for {forged.Length}: {reason}");
        }

        Assert.InRange(refused, 1_000, 10_000);
    }

    private static byte[] Forge(Random random, byte[] original)
    {
        byte[] forged = (byte[])original.Clone();
        if (random.Next(3) == 0) Array.Resize(ref forged, random.Next(7, forged.Length));
        for (int change = random.Next(1, 5); change > 0; change--)
            forged[random.Next(3, forged.Length)] = (byte)random.Next(256);
        BinaryPrimitives.WriteUInt32LittleEndian(forged.AsSpan()[^4..], (uint)StableHash.Of(forged.AsSpan()[..^4]));
        return forged;
    }

    // Each number stands for one signal; sources are few enough for sketches to be exact.
    private static TileSet SetOf(params int[][] seeds)
    {
        var set = new TileSet();
        foreach (int seed in seeds.SelectMany(s => s))
        {
            uint n = (uint)seed;
            var leaf = new Leaf(n % 7 == 3 ? SignalKind.Report : SignalKind.Contact, Queues[n % 4],
                n % 3 == 0 ? "voice" : "chat");
            string? source = n % 5 == 0 ? null : $"c{n / 4}";
            set.Add(n / 64 % 2, leaf, new Observation(source, (ContactOutcome)(n % 4), n % 90,
                n % 2 == 0 ? n % 700 : double.NaN));
        }

        return set;
    }
}
