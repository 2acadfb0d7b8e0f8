package dev.insitu.tests;

import java.util.List;

/**
 * The list of attacks that concern modules: each is a line of hostile.txt, a test method whose name
 * starts with its id, a test elsewhere that is named here, or not there yet for a reason.
 */
enum Threat {
  A01("bytes that are no module, components"),
  A03("a section whose length overflows"),
  A04("a vector of 2^32-1 entries"),
  A05("a custom section whose name has 2^32-1 bytes"),
  A06("a name section shorter than its own lengths"),
  A07("an element segment of 2^31-1 entries"),
  A08(
      "every prefix and every changed byte",
      "CorpusTest.cutModulesAreLoadedOrRefused",
      "CorpusTest.damagedModulesAreLoadedOrRefused"),
  A09("sections twice or out of order, wrong counts, opcodes, indices, types"),
  A10("exports of what is not there, and twice"),
  A12("names that are no text, huge, forged or equal when folded"),
  B01("one function of six megabytes"),
  B03("a br_table of 100,000 targets, and a thousand of a thousand"),
  B05("200,000 functions, a million equal types"),
  B07("200 functions just over what a Java method holds"),
  B08("70,000 groups of locals, four billion locals"),
  B10("60,000 operands at once"),
  B11("1,000 results, 10,000 parameters"),
  B13("100,000 blocks inside each other"),
  B14("a constant expression of a million instructions"),
  B15("a million segments, a million elements"),
  B16("tables of ten million entries, four gigabytes, a hundred memories"),
  B18("a custom section of 50 MB, 100,000 custom sections"),
  B19("compressed modules, which are no modules here"),
  B21("many modules at once"),
  B22(
      "many modules one after the other",
      "SoakTest",
      "ModuleStoreTest.modulesThatNobodyHoldsAreCollectedForNewOnes"),
  C01("memory to the moon"),
  C03("tables to the moon"),
  C05("loops without end"),
  C06("loops without end before anybody calls"),
  C07("bulk instructions of whole memories, again and again, and of lengths beyond"),
  C09("recursion of every kind"),
  C10("recursion with huge frames"),
  C11("recursion that calls its host where the stack ends"),
  C12("tail calls"),
  C13("what WebAssembly forbids"),
  C14("objects of the collector"),
  C15("vectors"),
  C16("threads, shared memories"),
  C17("several memories, exceptions, 64 bits"),
  C18("an index that meets the meter"),
  D01("results outside the memory"),
  D02("allocators that lie"),
  D04("a result in a place that the next call changes"),
  D05("results that are no text"),
  D06("arguments that are no text, or huge"),
  D07("results out of the range of their type"),
  D08("ends that contradict each other"),
  D09(
      "frames that are cut, huge, unaligned or none",
      "FrameCodecTest.hostileFramesAreOneClearError"),
  D10(
      "offsets that go back, overlap or leave the frame",
      "FrameCodecTest.hostileFramesAreOneClearError",
      "FrameCodecTest.damagedFramesAreErrorsOrRows"),
  D11(
      "frames of other columns, of NULLs and numbers that do not fit",
      "FrameCodecTest.valuesThatAreNoneAreOneClearError"),
  D12("output without end, and a reader that stops early"),
  D13("output before input, input never read, channels closed and taken for each other"),
  D14("programs in a row that wait for each other"),
  D15("standard error as a weapon"),
  D16("CSV as a weapon"),
  D17(
      "states of other groups, and states that lie or grow",
      "AggregateTest.groupsSeeNothingOfEachOther",
      "AggregateTest.hostileGuests",
      "AggregateTest.statesHaveABoundForEachAndForAll"),
  E01("files by every path"),
  E02("descriptors that are not there"),
  E03("buffers that overlap, overflow, are too many or nothing"),
  E05("clocks and sleep"),
  E06("random numbers, arguments, environment"),
  E08("exits from everywhere"),
  E09("imports that are not offered"),
  E10("host calls without a memory"),
  F01("state kept from call to call"),
  F02(
      "secrets of other sessions",
      "CanaryTest.aNeighbourSeesNothing",
      "CanaryTest.sessionsOnFourThreadsKeepToThemselves"),
  F04("one instance, two threads"),
  F05(
      "NaNs",
      "NanTest.aMillionCallsGiveTheSameBits",
      "NanTest.noObserverSeesAnythingElseThanTheCanonicalNan"),
  F06(
      "growth that depends on the host's heap",
      "SandboxTest.memoryGrowsToItsLimitAndNotBeyond",
      "MemoryBudgetTest.aGuestThatGrowsBeyondItEndsAndSeesNothing",
      "TotalMemoryTest.aCallForWhichThereIsNoRoomEndsAndOthersGoOn"),
  F09("tiers that disagree", "LawsTest"),
  F11("a stopped instance that is used again"),
  G01("stopping by interrupts"),
  G02("an interrupt that is left behind"),
  G03("stopping at every moment", "StopTest.stopsFromAnotherThread"),
  G04(
      "Java's errors out of the engine",
      "SmallHeapTest.g04EveryAttackEndsTheSameInLittleMemory",
      "JavaErrorsTest.whatIsNestedTooDeeplyIsAnErrorOfTheStatement"),
  G05("class names"),
  G06("what the engine prints by itself"),
  G07(
      "compiled code that somebody else has put on disk",
      "CachedModuleTest.codeThatAStrangerPlantedIsNotLoaded",
      "CachedModuleTest.damageAnywhereMeansCompilingAgain"),
  G08(
      "modules from files that are none",
      "ModuleStatementsTest.otherSourcesAreRefused",
      "ModuleStatementsTest.filesLargerThanAModuleMayBeAreNotRead",
      "ModuleStatementsTest.aNameOfAFileCannotForgeALine"),
  G09(
      "names as a weapon",
      "DdlParserTest.errorsNameThePlace",
      "DdlParserTest.messagesShowNamesInOneLineAndCutThem",
      "AliasLifeTest.namesOfEveryKind"),
  G10(
      "modules without rights",
      "CatalogTest.usersWhoAreNoAdministratorsCallAndChangeNothing",
      "FunctionStatementsTest.functionsOfTheDatabaseAreNotReplaced"),
  G11(
      "a catalog that somebody changed",
      "CatalogTest.codeThatWasTamperedWithIsNeverLoaded",
      "CatalogTest.codeThatCreateWouldRefuseIsRefusedWhenItIsLoaded",
      "CatalogTest.damagedRowsHarmTheirFunctionOnly"),
  G20("instances that nobody closes"),
  G21("messages that tell too much");

  private final String attack;
  private final List<String> elsewhere;

  Threat(String attack, String... elsewhere) {
    this.attack = attack;
    this.elsewhere = List.of(elsewhere);
  }

  /** Returns what the attacker tries. */
  String attack() {
    return attack;
  }

  /** Returns the tests of other classes that show it, as {@code Class.method}. */
  List<String> elsewhere() {
    return elsewhere;
  }
}
