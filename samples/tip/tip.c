__attribute__((export_name("tip"))) double tip(double bill, double percent) {
  return bill * percent / 100;
}
